package org.outpub.publish.sources.asterisk.ami;

import java.util.List;

/**
 * A message of the manager interface: its fields in their order. Immutable.
 *
 * @param fields names and values by turns; a line without a colon is a name without a value
 */
public record AmiMessage(List<String> fields) {
    /** The name under which {@link AmiReader} gives the first line of a connection. */
    static final String GREETING = "Greeting";

    /** Takes the list as it is, which nobody may change afterwards. */
    public AmiMessage {
        if (fields.size() % 2 != 0) {
            throw new IllegalArgumentException("names and values come in pairs, not " + fields.size() + " texts");
        }
    }

    /**
     * A message of some fields.
     *
     * @param fields names and values by turns
     * @return the message
     */
    public static AmiMessage of(String... fields) {
        return new AmiMessage(List.of(fields));
    }

    /**
     * The first value of a field.
     *
     * @param name in upper or lower case
     * @return empty if there is no such field
     */
    public String get(String name) {
        for (int i = 0; i < fields.size(); i += 2) {
            if (fields.get(i).equalsIgnoreCase(name)) {
                return fields.get(i + 1);
            }
        }
        return "";
    }

    /**
     * What begins the message.
     *
     * @param name {@code Event}, {@code Response} or {@code Greeting}
     * @return the first field's value if that is its name, else empty
     */
    String kind(String name) {
        return !fields.isEmpty() && fields.get(0).equalsIgnoreCase(name) ? fields.get(1) : "";
    }
}
