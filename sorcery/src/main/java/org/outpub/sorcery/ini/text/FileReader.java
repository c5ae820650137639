package org.outpub.sorcery.ini.text;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Excerpt;
import org.outpub.api.config.Origin;
import org.outpub.sorcery.ini.text.CodeLines.Kind;
import org.outpub.sorcery.ini.text.FileSections.Plain;
import org.outpub.sorcery.ini.text.IniReader.TakenOver;
import org.outpub.sorcery.ini.text.SectionHeader.BrokenHeader;

/** The reading of one file of a document. Confined to one thread; use it once. */
final class FileReader {
    private static final int LONGEST_NAME = 79;
    /** The last words of options whose values may well hold a semicolon. */
    private static final Set<String> WHOLE_VALUES = Set.of(
            "clientid",
            "cred",
            "digest",
            "file",
            "name",
            "password",
            "path",
            "realm",
            "secret",
            "token",
            "user",
            "username");

    private final IniReader document;
    private final String source;
    private final byte[] bytes;
    private final CodeLines lines;
    private final FileSections found;
    /** Goes through what a former reading found in the file; null if there was none. */
    private final FileSections.@Nullable Walk former;

    private @Nullable SectionBuilder current;
    /** After a header that could not be read: its entries belong to nobody and are not errors of their own. */
    private boolean skipping;
    /** What the next reading may take over, if nothing speaks against it; null outside of sections of this file. */
    private @Nullable Begun begun;

    private boolean encodingTold;

    /**
     * A section of this file whose end is not known yet.
     *
     * @param start where its header's line begins
     * @param line the number of that line
     * @param problems how many were found up to there
     * @param bases what it inherits from
     */
    private record Begun(SectionBuilder section, int start, int line, int problems, List<IniSection> bases) {}

    FileReader(
            IniReader document,
            String source,
            byte[] bytes,
            @Nullable FileSections former,
            @Nullable SectionBuilder current,
            boolean skipping) {
        this.document = document;
        this.source = source;
        this.bytes = bytes;
        this.lines = new CodeLines(bytes);
        this.found = new FileSections(bytes);
        this.former = former == null ? null : former.walk();
        this.current = current;
        this.skipping = skipping;
    }

    /** Reads the file to its end, or to where going on makes no sense. */
    FileSections read() {
        Kind kind = Kind.NOTHING;
        boolean makesSense = true;
        while (kind != Kind.END && makesSense && !document.isStopped()) {
            if (!takeOver()) {
                kind = lines.advance();
                makesSense = readLine(kind);
                tellEncoding();
            }
        }
        leaveSection(bytes.length, lines.line() + 1, lines.isOutsideComments());
        if (kind == Kind.END && lines.openComment() > 0) {
            document.error(
                    Origin.of(source, lines.openComment()),
                    "the block comment that begins here is not closed; expected --; further down");
        }
        return found;
    }

    /** Passes over a section that is the same as in the former reading. */
    private boolean takeOver() {
        int start = lines.next();
        if (former == null || !lines.isOutsideComments() || start >= bytes.length || bytes[start] != '[') {
            return false;
        }
        Plain known = former.at(bytes, start);
        if (known == null) {
            return false;
        }
        int line = lines.line() + 1;
        leaveSection(start, line, true);
        TakenOver section = document.takeOver(known, source, line);
        if (section == null) {
            return false;
        }
        former.pass();
        lines.skip(known.end() - known.start(), known.lines());
        begin(section.section(), start, line, section.bases());
        return true;
    }

    private void begin(SectionBuilder section, int start, int line, List<IniSection> bases) {
        begun = new Begun(section, start, line, document.problemsFound(), bases);
        current = section;
        skipping = false;
    }

    /**
     * Ends the section that was begun in this file, if there is one.
     *
     * @param end where it ends
     * @param line the line that follows
     * @param outsideComments whether no comment is open there
     */
    private void leaveSection(int end, int line, boolean outsideComments) {
        if (begun != null) {
            begun.section.close();
            if (outsideComments && begun.problems == document.problemsFound()) {
                int entries = begun.section.size();
                found.add(new Plain(
                        begun.start,
                        end,
                        begun.line,
                        line - begun.line,
                        entries,
                        begun.bases,
                        begun.section.section()));
            }
        }
        begun = null;
        current = null;
        skipping = true;
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
            begun = null;
            readDirective(code(lines.start(), lines.end()));
        } else {
            readEntry(lines.buffer(), lines.start(), lines.end());
        }
    }

    private String code(int start, int end) {
        return document.texts().text(lines.buffer(), start, end);
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
        String name = document.texts().name(buffer, from, nameEnd);
        if (lines.holdsControls()) {
            begun = null;
            current.noteControls();
        }
        if (append) {
            begun = null;
            append(current, name, code(equals + 1, end));
        } else {
            int value = equals + 1 < end && buffer[equals + 1] == '>' ? equals + 2 : equals + 1;
            add(current, name, document.texts().value(buffer, trimStart(buffer, value, end), end));
        }
        tellCut(name);
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
            error("more than " + SectionBuilder.MOST_ENTRIES + " options in section " + Excerpt.quoted(section.name()));
            giveUpSection();
        } else if (!document.budget().takeEntries(1)) {
            document.stop(here(), "more options than are read");
        } else {
            section.add(name, value, source, lines.line());
        }
    }

    /** What follows up to the next header belongs to nobody. */
    private void giveUpSection() {
        begun = null;
        current = null;
        skipping = true;
    }

    private void append(SectionBuilder section, String name, String text) {
        int index = section.last(name);
        if (index < 0) {
            add(section, name, text.trim());
            return;
        }
        int length = section.length(index) + text.length();
        if (length > PlainText.LONGEST) {
            error(Excerpt.quoted(name) + " grows longer than " + PlainText.LONGEST + " characters");
            giveUpSection();
        } else if (!section.isJoined(index) && !document.budget().takeJoined(length)) {
            error("more '+=' than are read in a file of this size");
            giveUpSection();
        } else {
            section.join(index, text);
        }
    }

    /** Tells where a semicolon cuts off what probably belongs to the value. */
    private void tellCut(String name) {
        if (lines.cutsUri() && code(lines.start(), lines.end()).contains("sip")) {
            warning("the rest of the line is a comment; write \\; where the semicolon belongs to the URI");
        } else if (lines.cutsWord() && WHOLE_VALUES.contains(lastWord(name))) {
            warning("the value of " + Excerpt.quoted(name) + " ends at the semicolon, where a comment begins; write \\;"
                    + " where the semicolon belongs to it, or a blank before a comment");
        }
    }

    private static String lastWord(String name) {
        return name.substring(Math.max(name.lastIndexOf('_'), name.lastIndexOf('@')) + 1)
                .toLowerCase(Locale.ROOT);
    }

    private void readHeader(String line) {
        int problems = document.problemsFound();
        leaveSection(lines.lineStart(), lines.line(), lines.beganOutsideComments());
        SectionHeader header;
        try {
            header = SectionHeader.parse(line);
        } catch (BrokenHeader broken) {
            error(broken.what());
            return;
        }
        if (header.name().length() > LONGEST_NAME) {
            warning("section name longer than " + LONGEST_NAME + " characters; Asterisk would cut it");
        }
        if (!header.rest().isBlank()) {
            warning(Excerpt.quoted(header.rest().trim()) + " behind the header of section "
                    + Excerpt.quoted(header.name()) + " is not read; " + header.cure());
        }
        if (!document.budget().takeSection()) {
            document.stop(here(), "more than " + Budget.MOST_SECTIONS + " sections");
            return;
        }
        SectionBuilder fresh = new SectionBuilder(header.name(), here(), document.layouts());
        if (lines.holdsControls()) {
            fresh.noteControls();
        }
        HeaderItems items = new HeaderItems(document, here(), fresh);
        if (header.items() != null && !items.read(header.items())) {
            return;
        }
        if (items.target() == fresh) {
            document.sections().add(fresh);
        }
        begin(items.target(), lines.lineStart(), lines.line(), items.bases());
        boolean plain = items.target() == fresh
                && bytes[lines.lineStart()] == '['
                && problems == document.problemsFound()
                && !lines.holdsControls();
        if (!plain) {
            begun = null;
        }
        if (former != null) {
            former.pass(header.name());
        }
    }

    private void readDirective(String directive) {
        int space = 1;
        while (space < directive.length() && directive.charAt(space) > ' ') {
            space++;
        }
        String word = directive.substring(1, space).toLowerCase(Locale.ROOT);
        String argument = unwrap(directive.substring(space).trim());
        switch (word) {
            case "include", "tryinclude" -> {
                if (argument.isEmpty()) {
                    warning("#" + word + " without a file; expected #" + word + " \"file\"; ignored");
                } else {
                    document.include(word, argument, here(), current, skipping);
                }
            }
            case "exec" -> warning("#exec is never run here; ignored");
            default ->
                warning("unknown directive " + Excerpt.quoted("#" + word)
                        + "; expected #include or #tryinclude, or ';' for a comment; ignored");
        }
    }

    private static String unwrap(String argument) {
        boolean quoted = argument.length() >= 2 && argument.startsWith("\"") && argument.endsWith("\"");
        boolean angled = argument.length() >= 2 && argument.startsWith("<") && argument.endsWith(">");
        return quoted || angled ? argument.substring(1, argument.length() - 1) : argument;
    }

    private void tellEncoding() {
        if (document.texts().takeFoundOtherEncoding()) {
            begun = null;
            if (!encodingTold) {
                encodingTold = true;
                warning("bytes that are not UTF-8; read as ISO-8859-1; save the file as UTF-8");
            }
        }
    }

    private Origin here() {
        return Origin.of(source, lines.line());
    }

    private void error(String message) {
        document.error(here(), message);
    }

    private void warning(String message) {
        document.warning(here(), message);
    }
}
