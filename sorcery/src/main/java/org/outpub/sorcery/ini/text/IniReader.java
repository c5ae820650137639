package org.outpub.sorcery.ini.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.config.ProblemSink;
import org.outpub.sorcery.ini.text.CodeLines.Kind;
import org.outpub.sorcery.ini.text.Includes.IncludedFile;
import org.outpub.sorcery.ini.text.SectionFilter.TooMuchWork;

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
public final class IniReader {
    private static final int DEEPEST_INCLUDE = 10;
    private static final int MOST_INCLUDED_FILES = 10_000;
    private static final int LONGEST_NAME = 79;
    /** Asterisk's own bound is a line; appending makes values longer, and hostile text could make that slow. */
    private static final int LONGEST_VALUE = 65_536;
    /** How many entries may be inherited in all, beyond what any sensible file needs for its size. */
    private static final long INHERITED_PER_BYTE = 16;

    private static final long INHERITED_ALWAYS = 100_000;
    private static final int USUAL_SECTION_BYTES = 160;
    private final Includes includes;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final Sections sections;
    private final Texts texts = new Texts();
    private final SectionFilter.Work filterWork = new SectionFilter.Work();
    private final Deque<String> openFiles = new ArrayDeque<>();
    private @Nullable SectionBuilder current;
    /** After a header that could not be read: its entries belong to nobody and are not errors of their own. */
    private boolean skipping;

    private long inheritedLeft = INHERITED_ALWAYS;
    private int includedFiles;

    private IniReader(Includes includes, int bytes) {
        this.includes = includes;
        this.sections = new Sections(bytes / USUAL_SECTION_BYTES);
    }

    /**
     * Reads a file.
     *
     * @param source its name, for messages and for finding includes
     * @param bytes its content
     * @param includes gives the files that it includes
     * @return what it says
     */
    public static IniDocument read(String source, byte[] bytes, Includes includes) {
        IniReader reader = new IniReader(includes, bytes.length);
        reader.new FileReader(source, bytes).read();
        return new IniDocument(reader.sections.build(), reader.problems);
    }

    /** The reading of one file. */
    private final class FileReader {
        private final String source;
        private final CodeLines lines;
        private boolean encodingTold;

        FileReader(String source, byte[] bytes) {
            this.source = source;
            this.lines = new CodeLines(bytes);
            inheritedLeft += bytes.length * INHERITED_PER_BYTE;
        }

        void read() {
            openFiles.push(source);
            Kind kind = lines.advance();
            while (kind != Kind.END && readLine(kind)) {
                tellEncoding();
                kind = lines.advance();
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
                readHeader(code(lines.start(), lines.end()));
            } else if (first == '#') {
                readDirective(code(lines.start(), lines.end()));
            } else {
                readEntry(lines.buffer(), lines.start(), lines.end());
                if (lines.cutsUri() && code(lines.start(), lines.end()).contains("sip")) {
                    warning("the rest of the line is a comment; write \\; where the semicolon belongs to the URI");
                }
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
            int equals = searchFrom;
            while (equals < end && buffer[equals] != '=') {
                equals++;
            }
            if (equals >= end) {
                warning("line without '='; expected name = value; ignored");
                return;
            }
            boolean append = equals > from && buffer[equals - 1] == '+';
            int nameEnd = trimEnd(buffer, from, append ? equals - 1 : equals);
            if (nameEnd == from) {
                warning("'=' without a name before it; expected name = value; ignored");
                return;
            }
            String name = texts.name(buffer, from, nameEnd);
            if (append) {
                append(current, name, code(equals + 1, end));
            } else {
                int value = equals + 1 < end && buffer[equals + 1] == '>' ? equals + 2 : equals + 1;
                add(current, name, texts.value(buffer, trimStart(buffer, value, end), end));
            }
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
            current = null;
            skipping = true;
        }

        private void readHeader(String header) {
            leaveSection();
            int close = header.indexOf(']');
            if (close < 0) {
                error("section header without ']'; expected [name]");
                return;
            }
            String name = header.substring(1, close);
            if (name.length() > LONGEST_NAME) {
                warning("section name longer than " + LONGEST_NAME + " characters; Asterisk would cut it");
            }
            SectionBuilder section = new SectionBuilder(name, Origin.of(source, lines.line()));
            if (close + 1 == header.length() || header.charAt(close + 1) != '(') {
                sections.add(section);
                enter(section);
                return;
            }
            int end = header.indexOf(')', close);
            if (end < 0) {
                error("'(' without ')' after [" + name + "]; expected [name](template,…)");
                return;
            }
            readItems(section, header.substring(close + 2, end));
        }

        private void enter(SectionBuilder section) {
            current = section;
            skipping = false;
        }

        private void readItems(SectionBuilder fresh, String items) {
            SectionBuilder target = fresh;
            for (String item : items.split(",", -1)) {
                if (item.equals("!")) {
                    target.makeTemplate();
                    continue;
                }
                SectionBuilder found =
                        item.startsWith("+") ? continued(fresh.name(), item.substring(1)) : base(fresh.name(), item);
                if (found == null) {
                    return;
                }
                if (!item.startsWith("+")) {
                    if (!inherit(target, found)) {
                        return;
                    }
                } else if (found != target) {
                    if (!inherit(found, target)) {
                        return;
                    }
                    if (target.isTemplate()) {
                        found.makeTemplate();
                    }
                    target = found;
                }
            }
            if (target == fresh) {
                sections.add(fresh);
            }
            enter(target);
        }

        private boolean inherit(SectionBuilder section, SectionBuilder base) {
            inheritedLeft -= base.size();
            if (section.isFull(base.size()) || inheritedLeft < 0) {
                error("section '" + section.name() + "' inherits too many options");
                return false;
            }
            section.addAll(base);
            return true;
        }

        private @Nullable SectionBuilder base(String name, String item) {
            SectionBuilder base = item.isEmpty() ? null : sections.base(item);
            if (item.isEmpty()) {
                error("an empty name between the parentheses after [" + name + "]; expected (template,…)");
            } else if (base == null) {
                error("[" + name + "] inherits from '" + item + "', which is not defined above"
                        + (item.isBlank() || item.equals(item.strip()) ? "" : "; leave out the blanks around it"));
            }
            return base;
        }

        private @Nullable SectionBuilder continued(String name, String filter) {
            try {
                SectionBuilder found = filter.isEmpty()
                        ? sections.real(name)
                        : SectionFilter.parse(filter).find(sections.named(name), filterWork);
                if (found == null) {
                    error("[" + name + "](+" + filter + ") continues no section above"
                            + (sections.base(name) != null && filter.isEmpty()
                                    ? "; write (+TEMPLATES=include) for a template"
                                    : ""));
                }
                return found;
            } catch (PatternSyntaxException invalid) {
                error("(+" + filter + "): not a regular expression: " + invalid.getDescription());
            } catch (TooMuchWork | StackOverflowError hostile) {
                error("(+" + filter + "): this filter takes too long");
            }
            return null;
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
            current = mine;
            skipping = mineSkipped;
        }

        private void tellEncoding() {
            if (texts.takeFoundOtherEncoding() && !encodingTold) {
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
