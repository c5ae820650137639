package org.outpub.publish.wire.jain;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The head of a SIP message as it was written (RFC 3261 §7.3): folded lines joined, names in lower case and long form,
 * values untouched. Immutable.
 *
 * @param startLine the request or status line
 * @param headers the value of each row by name, in the order of the message
 */
record RawHead(String startLine, Map<String, List<String>> headers) {
    private static final Map<String, String> LONG_FORMS = Map.ofEntries(
            Map.entry("v", "via"),
            Map.entry("f", "from"),
            Map.entry("t", "to"),
            Map.entry("i", "call-id"),
            Map.entry("m", "contact"),
            Map.entry("l", "content-length"),
            Map.entry("c", "content-type"),
            Map.entry("e", "content-encoding"),
            Map.entry("s", "subject"),
            Map.entry("k", "supported"),
            Map.entry("o", "event"),
            Map.entry("u", "allow-events"));

    /**
     * Reads the head; what is no header, or holds a control character, is skipped.
     *
     * @param message a whole message; the body is not looked at
     * @return the head
     */
    static RawHead parse(byte[] message) {
        List<String> lines = unfold(new String(message, 0, headLength(message), StandardCharsets.UTF_8));
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.chars().noneMatch(RawHead::isControl)) {
                String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                headers.computeIfAbsent(LONG_FORMS.getOrDefault(name, name), key -> new ArrayList<>(1))
                        .add(line.substring(colon + 1).strip());
            }
        }
        return new RawHead(lines.isEmpty() ? "" : lines.get(0), headers);
    }

    /** What may stand in no header (RFC 3261 §25.1); nothing of a row with it may find its way into one of ours. */
    private static boolean isControl(int c) {
        return c < ' ' && c != '\t' || c == 0x7F;
    }

    /** Up to the empty line, or all. Leading empty lines (§7.5) do not end the head. */
    private static int headLength(byte[] message) {
        boolean lineIsEmpty = true;
        boolean started = false;
        for (int i = 0; i < message.length; i++) {
            if (message[i] == '\n') {
                if (lineIsEmpty && started) {
                    return i;
                }
                lineIsEmpty = true;
            } else if (message[i] != '\r') {
                lineIsEmpty = false;
                started = true;
            }
        }
        return message.length;
    }

    private static List<String> unfold(String head) {
        List<String> lines = new ArrayList<>();
        StringBuilder joined = new StringBuilder();
        for (String line : head.split("\r?\n")) {
            boolean continues = line.startsWith(" ") || line.startsWith("\t");
            if (!continues && joined.length() > 0) {
                lines.add(joined.toString());
                joined.setLength(0);
            }
            joined.append(continues ? " " + line.strip() : line);
        }
        if (joined.length() > 0) {
            lines.add(joined.toString());
        }
        return lines;
    }

    /** The values of a header's rows, by its name in lower case and long form; empty if there is none. */
    List<String> all(String name) {
        return headers.getOrDefault(name, List.of());
    }

    /** The value of a header's first row. */
    Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }
}
