package org.outpub.sorcery.ini.text;

import java.util.List;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ConfigProblem.Severity;

/**
 * What a file and its includes say. Immutable.
 *
 * @param sections in the order of the text; names may repeat
 * @param problems what was found on the way, in order
 */
public record IniDocument(List<IniSection> sections, List<ConfigProblem> problems) {
    /** Copies the lists. */
    public IniDocument {
        sections = List.copyOf(sections);
        problems = List.copyOf(problems);
    }

    /**
     * Whether the text is damaged, so that what is missing from the sections may be missing by accident.
     *
     * @return true if there is an error among the problems
     */
    public boolean isDamaged() {
        return problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
    }
}
