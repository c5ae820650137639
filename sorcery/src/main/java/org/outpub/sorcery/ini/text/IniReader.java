package org.outpub.sorcery.ini.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Excerpt;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.sorcery.ini.text.FileSections.Plain;
import org.outpub.sorcery.ini.text.Includes.IncludedFile;

/**
 * Reads the INI language of Asterisk's configuration files.
 *
 * <pre>
 * code-line  = header / directive / entry
 * header     = "[" name "]" [ "(" item *( "," item ) ")" ]
 * item       = "!" / "+" [ filter ] / section-name
 * directive  = "#" word argument                 ; include, tryinclude
 * entry      = [ "\" ] name ( "=" / "=>" / "+=" ) value
 * </pre>
 *
 * <p>Where Asterisk forgives damage this reader does not: an unclosed comment, an empty item in a header, or anything
 * wrong in an included file makes the document {@linkplain IniDocument#isDamaged damaged}, because objects may be
 * missing from it by accident. After an error it goes on with the next line, so that all errors are told at once. Total:
 * its time and memory are bounded by the size of what it reads, and that by a {@link Budget}.
 *
 * <p>A reading may be given the former one. Sections whose bytes are the same, and that inherit the same, are then taken
 * over without being looked into; the document is the one that reading everything afresh would give. Confined to one
 * thread; use it for one document.
 */
public final class IniReader {
    private static final int DEEPEST_INCLUDE = 10;
    private static final int MOST_INCLUDED_FILES = 10_000;
    private static final int USUAL_SECTION_BYTES = 160;
    private final Includes includes;
    private final Map<String, FileSections> former;
    private final Map<String, FileSections> files = new HashMap<>();
    private final ProblemList problems = new ProblemList();
    private final Sections sections;
    private final Budget budget = new Budget();
    private final Texts texts = new Texts();
    private final Layouts layouts = new Layouts();
    private final SectionFilter.Work filterWork = new SectionFilter.Work();
    private final Deque<String> openFiles = new ArrayDeque<>();
    private int includedFiles;
    private boolean stopped;

    private IniReader(Includes includes, int bytes, Map<String, FileSections> former) {
        this.includes = includes;
        this.former = former;
        this.sections = new Sections(bytes / USUAL_SECTION_BYTES);
    }

    /**
     * Reads a file afresh.
     *
     * @param source its name, for messages and for finding includes
     * @param bytes its content, which nobody changes any more
     * @param includes gives the files that it includes
     * @return what it says
     */
    public static IniDocument read(String source, byte[] bytes, Includes includes) {
        return read(source, bytes, includes, null);
    }

    /**
     * Reads a file.
     *
     * @param source its name, for messages and for finding includes
     * @param bytes its content, which nobody changes any more
     * @param includes gives the files that it includes
     * @param former what an earlier reading gave, of which equal parts are taken over; null for none
     * @return what it says
     */
    public static IniDocument read(String source, byte[] bytes, Includes includes, @Nullable IniDocument former) {
        IniReader reader = new IniReader(includes, bytes.length, former == null ? Map.of() : former.files());
        if (reader.budget.takeFile(bytes.length)) {
            reader.read(source, bytes, null, false);
        } else {
            reader.error(Origin.of(source, 0), "more than " + (Budget.MOST_BYTES >> 20) + " MiB; it is not read");
        }
        return new IniDocument(reader.sections.build(), reader.problems.toList(), reader.files);
    }

    private void read(String source, byte[] bytes, @Nullable SectionBuilder current, boolean skipping) {
        openFiles.push(source);
        files.put(source, new FileReader(this, source, bytes, former.get(source), current, skipping).read());
        openFiles.pop();
    }

    Sections sections() {
        return sections;
    }

    Budget budget() {
        return budget;
    }

    Texts texts() {
        return texts;
    }

    Layouts layouts() {
        return layouts;
    }

    SectionFilter.Work filterWork() {
        return filterWork;
    }

    int problemsFound() {
        return problems.found();
    }

    /** Whether a bound was passed behind which nothing is read. */
    boolean isStopped() {
        return stopped;
    }

    void stop(Origin place, String bound) {
        error(place, bound + " in all; what follows is not read");
        stopped = true;
    }

    void error(Origin place, String message) {
        problems.error(place, message);
    }

    void warning(Origin place, String message) {
        problems.warning(place, message);
    }

    /**
     * A section that is the same as in the former reading.
     *
     * @param bases what it inherits from, as it is now
     */
    record TakenOver(SectionBuilder section, List<IniSection> bases) {}

    /** Puts a section of the former reading behind those that were read; null if it inherits something else now. */
    @Nullable
    TakenOver takeOver(Plain known, String source, int line) {
        if (!budget.affords(known.size())) {
            return null;
        }
        boolean moved = known.line() != line;
        List<IniSection> bases = List.of();
        int inherited = 0;
        if (!known.bases().isEmpty()) {
            bases = basesNow(known.bases());
            if (bases.size() != known.bases().size()) {
                return null;
            }
            for (int i = 0; i < bases.size(); i++) {
                moved |= !bases.get(i).samePlaces(known.bases().get(i));
                inherited += bases.get(i).values().size();
            }
        }
        budget.takeSection();
        budget.takeInherited(inherited);
        budget.takeEntries(known.size() - inherited);
        IniSection section = moved ? moved(known, bases, inherited, Origin.of(source, line)) : known.section();
        SectionBuilder builder = new SectionBuilder(section);
        sections.add(builder);
        return new TakenOver(builder, bases);
    }

    /** What sections of the same names are now, as far as they say the same. */
    private List<IniSection> basesNow(List<IniSection> were) {
        List<IniSection> bases = new ArrayList<>(were.size());
        for (IniSection was : were) {
            SectionBuilder now = sections.base(was.values().id());
            if (now == null || !now.section().sameContent(was)) {
                break;
            }
            bases.add(now.section());
        }
        return bases;
    }

    private IniSection moved(Plain known, List<IniSection> bases, int inherited, Origin place) {
        ObjectSet was = known.section().values();
        OpenSection section = new OpenSection(was.id(), place, layouts);
        if (known.section().template()) {
            section.makeTemplate();
        }
        bases.forEach(base -> section.addAll(base.values()));
        int down = place.line() - known.line();
        for (int i = inherited; i < was.size(); i++) {
            section.add(was.name(i), was.value(i), place.source(), was.line(i) + down);
        }
        return section.build();
    }

    /**
     * Reads the files that an include means.
     *
     * @param current the section in which it stands; they may add to it
     * @param skipping whether what stands there belongs to nobody
     */
    void include(String word, String pattern, Origin place, @Nullable SectionBuilder current, boolean skipping) {
        String directive = "#" + word + " " + Excerpt.quoted(pattern);
        if (openFiles.size() > DEEPEST_INCLUDE) {
            error(place, directive + ": files include each other more than " + DEEPEST_INCLUDE + " deep");
            return;
        }
        int before = problems.found();
        List<IncludedFile> found = includes.find(
                pattern,
                place.source(),
                problem -> problems.add(new ConfigProblem(problem.severity(), place, problem.message())));
        if (found.isEmpty() && word.equals("include") && problems.found() == before) {
            error(place, directive + ": there is no such file; expected one, or #tryinclude");
        }
        for (IncludedFile file : found) {
            if (!stopped) {
                include(file, place, current, skipping);
            }
        }
    }

    private void include(IncludedFile file, Origin place, @Nullable SectionBuilder current, boolean skipping) {
        if (openFiles.contains(file.name())) {
            error(place, "#include " + file.name() + ": the file includes itself");
        } else if (++includedFiles > MOST_INCLUDED_FILES) {
            stop(place, "more than " + MOST_INCLUDED_FILES + " included files");
        } else if (!budget.takeFile(file.bytes().length)) {
            stop(place, "with " + file.name() + " more than " + (Budget.MOST_BYTES >> 20) + " MiB");
        } else {
            read(file.name(), file.bytes(), current, skipping);
        }
    }
}
