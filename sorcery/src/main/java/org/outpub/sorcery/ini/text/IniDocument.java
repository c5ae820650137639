package org.outpub.sorcery.ini.text;

import java.util.List;
import java.util.Map;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ConfigProblem.Severity;

/** What a file and its includes say. Immutable. */
public final class IniDocument {
    private final List<IniSection> sections;
    private final List<ConfigProblem> problems;
    /** By name; what the next reading can take over. */
    private final Map<String, FileSections> files;

    /**
     * What was read somewhere else.
     *
     * @param sections in the order of the text; names may repeat
     * @param problems what was found on the way, in order
     */
    public IniDocument(List<IniSection> sections, List<ConfigProblem> problems) {
        this(sections, problems, Map.of());
    }

    IniDocument(List<IniSection> sections, List<ConfigProblem> problems, Map<String, FileSections> files) {
        this.sections = List.copyOf(sections);
        this.problems = List.copyOf(problems);
        this.files = Map.copyOf(files);
    }

    /**
     * The sections.
     *
     * @return in the order of the text; names may repeat; unmodifiable
     */
    public List<IniSection> sections() {
        return sections;
    }

    /**
     * What was found on the way.
     *
     * @return in order; unmodifiable
     */
    public List<ConfigProblem> problems() {
        return problems;
    }

    Map<String, FileSections> files() {
        return files;
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
