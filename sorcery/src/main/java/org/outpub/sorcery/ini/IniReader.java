package org.outpub.sorcery.ini;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.config.ProblemSink;
import org.outpub.sorcery.ini.CodeLines.Kind;
import org.outpub.sorcery.ini.FormerFile.Passage;
import org.outpub.sorcery.ini.Includes.IncludedFile;
import org.outpub.sorcery.ini.SectionOpener.Opened;

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
 * its time and memory are bounded by the size of what it reads. Confined to one thread; use it for one document.
 */
final class IniReader {
    private static final int DEEPEST_INCLUDE = 10;
    private static final int MOST_INCLUDED_FILES = 10_000;
    private static final int LONGEST_NAME = 79;
    /** Asterisk's own bound is a line; appending makes values longer, and hostile text could make that slow. */
    private static final int LONGEST_VALUE = 65_536;
    /** A section is hardly shorter; this many bytes to a section, or more, is what tables are made for. */
    private static final int BYTES_PER_SECTION = 128;

    private final Includes includes;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final Sections sections;
    private final SectionOpener opener;
    private final Texts texts = new Texts();
    private final Deque<String> openFiles = new ArrayDeque<>();
    /** What is left of the former reading: each file serves once. */
    private final Map<String, FormerFile> former;

    private final Map<String, PassageRecorder> read = new LinkedHashMap<>();
    private @Nullable SectionBuilder current;
    /** After a header that could not be read: its entries belong to nobody and are not errors of their own. */
    private boolean skipping;

    private int includedFiles;

    private IniReader(Includes includes, int size, Map<String, FormerFile> former) {
        this.includes = includes;
        this.former = new HashMap<>(former);
        this.sections = new Sections(size / BYTES_PER_SECTION);
        this.opener = new SectionOpener(sections);
    }

    /**
     * Reads a file.
     *
     * @param source its name, for messages and for finding includes
     * @param bytes its content
     * @param includes gives the files that it includes
     * @return what it says
     */
    static IniDocument read(String source, byte[] bytes, Includes includes) {
        return readAgain(source, bytes, includes, Map.of()).document();
    }

    /**
     * Reads a file that was read before. Sections that are the same then and now are the same instances, at the cost of
     * comparing their bytes.
     *
     * @param source its name, for messages and for finding includes
     * @param bytes its content
     * @param includes gives the files that it includes
     * @param former what the former reading left; empty for none
     * @return the same as without a former reading
     */
    static IniReading readAgain(String source, byte[] bytes, Includes includes, Map<String, FormerFile> former) {
        IniReader reader = new IniReader(includes, bytes.length, former);
        reader.new FileReader(source, bytes).read();
        IniDocument document = new IniDocument(reader.sections.build(), reader.problems);
        Map<String, FormerFile> files = new HashMap<>();
        reader.read.forEach((name, passages) -> files.put(name, passages.build()));
        return new IniReading(document, files);
    }

    /** The reading of one file. */
    private final class FileReader {
        private final String source;
        private final byte[] bytes;
        private final CodeLines lines;
        private final FormerFile.@Nullable Search former;
        private final PassageRecorder passages;
        /** How many there were when the section began: what has a problem is read, and told, every time. */
        private int problemsBefore;

        private boolean encodingTold;

        FileReader(String source, byte[] bytes) {
            this.source = source;
            this.bytes = bytes;
            this.lines = new CodeLines(bytes);
            this.passages = new PassageRecorder(bytes);
            FormerFile before = IniReader.this.former.remove(source);
            this.former = before == null ? null : before.search();
            IniReader.this.read.putIfAbsent(source, passages);
            opener.allowFor(bytes.length);
        }

        void read() {
            openFiles.push(source);
            Kind kind = lines.advance();
            while (kind != Kind.END && readLine(kind)) {
                tellEncoding();
                kind = lines.advance();
            }
            if (kind == Kind.END) {
                endPassage();
            }
            if (kind == Kind.END && lines.openComment() > 0) {
                problems.add(ConfigProblem.error(
                        Origin.of(source, lines.openComment()),
                        "the block comment that begins here is not closed; expected --; further down"));
            }
            openFiles.pop();
        }

        /** False if the rest of the file makes no sense. */
        private boolean readLine(Kind kind) {
            switch (kind) {
                case CODE -> readCode();
                case TOO_LONG -> warning("line longer than " + CodeLines.LONGEST_LINE + " bytes; ignored");
                case NOT_TEXT -> {
                    error("a NUL byte: this is not a text file; expected lines of name = value");
                    return false;
                }
                case TOO_DEEP -> {
                    error("more than 128 block comments inside each other; expected --; before the next ;--");
                    return false;
                }
                default -> {}
            }
            return true;
        }

        private void readCode() {
            byte first = lines.buffer()[lines.start()];
            if (first == '[') {
                endPassage();
                leaveSection();
                if (!enterAgain()) {
                    readHeader(lines.buffer(), lines.start(), lines.end());
                }
            } else if (first == '#') {
                passages.giveUp();
                readDirective(code(lines.start(), lines.end()));
            } else {
                readEntry(lines.buffer(), lines.start(), lines.end());
            }
        }

        private String code(int start, int end) {
            return texts.text(lines.buffer(), start, end);
        }

        private void readEntry(byte[] buffer, int start, int end) {
            int from = start;
            int searchFrom = start;
            if (buffer[start] == '\\') {
                from = start + 1;
                searchFrom = start + 2;
                if (from == end || buffer[from] <= ' ') {
                    error("a backslash must be followed by the character that it makes part of the name");
                    return;
                }
            }
            if (current == null) {
                if (!skipping) {
                    error("an option before any section; expected [section] first");
                    skipping = true;
                }
                return;
            }
            int equals = find(buffer, '=', Math.min(searchFrom, end), end);
            if (equals == end) {
                warning("line without '='; expected name = value; ignored");
                return;
            }
            boolean append = equals > from && buffer[equals - 1] == '+';
            int nameEnd = trimEnd(buffer, from, append ? equals - 1 : equals);
            if (nameEnd == from) {
                warning("'=' without a name before it; expected name = value; ignored");
                return;
            }
            int slot = Texts.slot(buffer, from, nameEnd);
            String name = texts.name(slot, buffer, from, nameEnd);
            if (append) {
                passages.giveUp();
                append(current, name, code(equals + 1, end));
            } else {
                int value = equals + 1 < end && buffer[equals + 1] == '>' ? equals + 2 : equals + 1;
                add(current, name, texts.value(slot, buffer, trimStart(buffer, value, end), end));
            }
        }

        /** The offset of a character; the end if there is none. */
        private static int find(byte[] buffer, char wanted, int from, int end) {
            int at = from;
            while (at < end && buffer[at] != wanted) {
                at++;
            }
            return at;
        }

        private static int trimEnd(byte[] buffer, int from, int to) {
            int end = to;
            while (end > from && CodeLines.isBlank(buffer[end - 1])) {
                end--;
            }
            return end;
        }

        private static int trimStart(byte[] buffer, int from, int to) {
            int start = from;
            while (start < to && CodeLines.isBlank(buffer[start])) {
                start++;
            }
            return start;
        }

        private void add(SectionBuilder section, String name, String value) {
            if (section.isFull(1)) {
                error("more than " + SectionBuilder.MOST_ENTRIES + " options in section '" + section.name() + "'");
                leaveSection();
            } else {
                section.add(name, value, source, lines.line());
            }
        }

        private void append(SectionBuilder section, String name, String text) {
            int index = section.last(name);
            if (index < 0) {
                add(section, name, text.strip());
                return;
            }
            String value = (section.value(index) + text).strip();
            if (value.length() > LONGEST_VALUE) {
                error("'" + name + "' grows longer than " + LONGEST_VALUE + " characters");
                leaveSection();
            } else {
                section.replace(index, value);
            }
        }

        private void leaveSection() {
            if (current != null) {
                opener.finish(current);
            }
            current = null;
            skipping = true;
        }

        private void enter(SectionBuilder section) {
            current = section;
            skipping = false;
        }

        /** Where no comment reaches into the header's line, the section before it ends there for good. */
        private void endPassage() {
            if (lines.beganInComment() || problems.size() > problemsBefore) {
                passages.giveUp();
            }
            passages.end(lines.lineStart(), lines.line());
            problemsBefore = problems.size();
        }

        /** Takes over a section that the former reading knows by its bytes; false if there is none. */
        private boolean enterAgain() {
            Passage passage = former == null || lines.beganInComment() ? null : former.find(bytes, lines.lineStart());
            Opened opened = passage == null ? null : opener.openAgain(passage, Origin.of(source, lines.line()));
            if (passage == null || opened == null) {
                return false;
            }
            passages.again(lines.lineStart(), passage, opened.section(), opened.bases());
            enter(opened.section());
            lines.skip(passage.length(), passage.lines());
            return true;
        }

        private void readHeader(byte[] buffer, int start, int end) {
            int close = find(buffer, ']', start, end);
            if (close == end) {
                error("section header without ']'; expected [name]");
                return;
            }
            String name = code(start + 1, close);
            if (name.length() > LONGEST_NAME) {
                warning("section name longer than " + LONGEST_NAME + " characters; Asterisk would cut it");
            }
            Origin origin = Origin.of(source, lines.line());
            if (close + 1 == end || buffer[close + 1] != '(') {
                begin(new Opened(opener.openPlain(name, origin), List.of(), false));
                return;
            }
            int closeItems = find(buffer, ')', close, end);
            if (closeItems == end) {
                error("'(' without ')' after [" + name + "]; expected [name](template,…)");
                return;
            }
            Opened opened = opener.open(name, origin, code(close + 2, closeItems), this::error);
            if (opened != null) {
                begin(opened);
            }
        }

        private void begin(Opened opened) {
            enter(opened.section());
            if (!opened.continues() && !lines.beganInComment()) {
                passages.begin(lines.lineStart(), lines.line(), opened.section(), opened.bases());
            }
        }

        private void readDirective(String directive) {
            int space = 1;
            while (space < directive.length() && directive.charAt(space) > ' ') {
                space++;
            }
            String word = directive.substring(1, space).toLowerCase(Locale.ROOT);
            String argument = unwrap(directive.substring(space).strip());
            switch (word) {
                case "include", "tryinclude" -> include(word, argument);
                case "exec" -> warning("#exec is never run here; ignored");
                default ->
                    warning("unknown directive '#" + word + "'; expected #include or #tryinclude, or ';' for a comment;"
                            + " ignored");
            }
        }

        private static String unwrap(String argument) {
            boolean quoted = argument.length() >= 2 && argument.startsWith("\"") && argument.endsWith("\"");
            boolean angled = argument.length() >= 2 && argument.startsWith("<") && argument.endsWith(">");
            return quoted || angled ? argument.substring(1, argument.length() - 1) : argument;
        }

        private void include(String word, String pattern) {
            if (pattern.isEmpty()) {
                warning("#" + word + " without a file; expected #" + word + " \"file\"; ignored");
                return;
            }
            if (openFiles.size() > DEEPEST_INCLUDE) {
                error("#" + word + " " + pattern + ": files include each other more than " + DEEPEST_INCLUDE + " deep");
                return;
            }
            ProblemSink atThisLine = problems::add;
            int before = problems.size();
            List<IncludedFile> files = includes.find(pattern, source, atThisLine(atThisLine));
            if (files.isEmpty() && word.equals("include") && problems.size() == before) {
                error("#include " + pattern + ": there is no such file; expected one, or #tryinclude");
            }
            files.forEach(this::includeFile);
        }

        /** Problems of finding files are told where the include stands. */
        private ProblemSink atThisLine(ProblemSink sink) {
            Origin here = Origin.of(source, lines.line());
            return problem -> sink.add(new ConfigProblem(problem.severity(), here, problem.message()));
        }

        private void includeFile(IncludedFile file) {
            if (openFiles.contains(file.name())) {
                error("#include " + file.name() + ": the file includes itself");
                return;
            }
            if (++includedFiles > MOST_INCLUDED_FILES) {
                error("#include " + file.name() + ": more than " + MOST_INCLUDED_FILES + " included files");
                return;
            }
            // What follows the include goes on with the section before it, whatever the file contained.
            SectionBuilder mine = current;
            boolean mineSkipped = skipping;
            new FileReader(file.name(), file.bytes()).read();
            if (current != null && !current.equals(mine)) {
                opener.finish(current); // from now on, what it gains is from elsewhere than its passage
            }
            current = mine;
            skipping = mineSkipped;
        }

        private void tellEncoding() {
            if (!texts.takeFoundOtherEncoding()) {
                return;
            }
            passages.giveUp(); // whether it is told depends on what stands further up
            if (!encodingTold) {
                encodingTold = true;
                warning("bytes that are not UTF-8; read as ISO-8859-1; save the file as UTF-8");
            }
        }

        private void error(String message) {
            problems.add(ConfigProblem.error(Origin.of(source, lines.line()), message));
        }

        private void warning(String message) {
            problems.add(ConfigProblem.warning(Origin.of(source, lines.line()), message));
        }
    }
}
