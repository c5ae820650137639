package org.outpub.publish.sources.asterisk.ami;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A request to a manager interface. Immutable. Its text form names the action alone, as one of its fields may be a proof of
 * the secret.
 *
 * @param name such as {@code Ping}
 * @param id what the answer carries
 * @param fields names and values by turns
 */
public record AmiAction(String name, String id, List<String> fields) {
    /** Asterisk reads lines of up to 1,022 bytes. */
    private static final int LONGEST_LINE = 1022;

    /**
     * Checks that each field is one line.
     *
     * @throws IllegalArgumentException if one is more than that, or too long
     */
    public AmiAction {
        fields = List.copyOf(fields);
        for (int i = 0; i < fields.size(); i += 2) {
            String line = line(fields.get(i), fields.get(i + 1));
            if (line.chars().anyMatch(c -> c == '\r' || c == '\n')
                    || line.getBytes(StandardCharsets.UTF_8).length > LONGEST_LINE) {
                throw new IllegalArgumentException(
                        fields.get(i) + " of the action " + name + " is not one line of " + LONGEST_LINE + " bytes");
            }
        }
    }

    private static String line(String name, String value) {
        return name + ": " + value;
    }

    /**
     * What is sent.
     *
     * @return the lines and an empty one
     */
    public byte[] bytes() {
        StringBuilder text = new StringBuilder();
        text.append(line("Action", name)).append("\r\n");
        text.append(line("ActionID", id)).append("\r\n");
        for (int i = 0; i < fields.size(); i += 2) {
            text.append(line(fields.get(i), fields.get(i + 1))).append("\r\n");
        }
        return text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return name + " " + id;
    }
}
