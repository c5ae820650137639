package org.outpub.sorcery.ini.text;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.outpub.api.config.ProblemSink;
import org.outpub.api.sorcery.type.ObjectSet;

/**
 * Writes sections that {@link IniReader} reads back as they were. What the language cannot say is told as an error at
 * the place it came from, and left out. Confined to one thread; use it for one document.
 */
public final class IniWriter {
    private final StringBuilder text = new StringBuilder();
    private final ProblemSink problems;

    /**
     * Begins a document.
     *
     * @param problems takes what cannot be said in INI
     */
    public IniWriter(ProblemSink problems) {
        this.problems = problems;
    }

    /**
     * Adds an object as a section.
     *
     * @param type its type, which becomes the first entry
     * @param set its id becomes the section's name; entries of the name {@code type} are passed over
     */
    public void add(String type, ObjectSet set) {
        Optional<String> flaw = headerFlaw(set.id()).or(() -> valueFlaw(type));
        if (flaw.isPresent()) {
            problems.error(
                    set.origin(), type + " '" + set.id() + "' cannot be a section of an INI file: " + flaw.get());
            return;
        }
        text.append(text.isEmpty() ? "" : "\n")
                .append('[')
                .append(escaped(set.id()))
                .append("]\n");
        line("type", type);
        for (int i = 0; i < set.size(); i++) {
            if (set.name(i).equalsIgnoreCase("type")) {
                continue;
            }
            String value = set.value(i);
            flaw = nameFlaw(set.name(i)).or(() -> valueFlaw(value));
            if (flaw.isEmpty() && lineLength(set.name(i), value) > CodeLines.LONGEST_LINE) {
                flaw = Optional.of("the line would be longer than " + CodeLines.LONGEST_LINE + " bytes");
            }
            if (flaw.isPresent()) {
                problems.error(
                        set.origin(i),
                        type + " '" + set.id() + "': '" + set.name(i) + "' cannot be written in an INI file: "
                                + flaw.get());
            } else {
                line(set.name(i), value);
            }
        }
    }

    private void line(String name, String value) {
        text.append(assignment(name, value)).append('\n');
    }

    /** A blank keeps a value that begins with {@code >} from making an arrow of the equals sign. */
    private static String assignment(String name, String value) {
        return name + (value.startsWith(">") ? "= " : "=") + escaped(value);
    }

    private static int lineLength(String name, String value) {
        return assignment(name, value).getBytes(StandardCharsets.UTF_8).length;
    }

    private static String escaped(String value) {
        return value.replace(";", "\\;");
    }

    private static Optional<String> headerFlaw(String name) {
        if (name.indexOf(']') >= 0) {
            return Optional.of("its name holds ']'");
        }
        if (escaped(name).getBytes(StandardCharsets.UTF_8).length > CodeLines.LONGEST_LINE - 2) {
            return Optional.of("its name is too long");
        }
        return controlFlaw(name);
    }

    private static Optional<String> nameFlaw(String name) {
        if (name.isEmpty() || hasBlankEnd(name)) {
            return Optional.of("its name is empty, or begins or ends with a blank");
        }
        boolean plain = "[#\\".indexOf(name.charAt(0)) < 0
                && name.indexOf('=') < 0
                && name.indexOf(';') < 0
                && !name.endsWith("+");
        return plain ? controlFlaw(name) : Optional.of("its name begins with [, # or \\, ends with +, or holds = or ;");
    }

    private static Optional<String> valueFlaw(String value) {
        return hasBlankEnd(value) ? Optional.of("its value begins or ends with a blank") : controlFlaw(value);
    }

    private static boolean hasBlankEnd(String text) {
        return !text.isEmpty() && (text.charAt(0) <= ' ' || text.charAt(text.length() - 1) <= ' ');
    }

    private static Optional<String> controlFlaw(String text) {
        boolean controls = text.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0);
        return controls ? Optional.of("a line end or a NUL in it") : Optional.empty();
    }

    /**
     * Ends the document.
     *
     * @return its text
     */
    public String text() {
        return text.toString();
    }
}
