package org.outpub.sorcery.ini;

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
     * Reads a text on its own: an include in it finds nothing.
     *
     * @param source its name, for messages
     * @param text any bytes
     * @return what it says
     */
    public static IniDocument read(String source, byte[] text) {
        return IniReader.read(source, text, (pattern, file, problems) -> List.of());
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
