package org.outpub.publish.config;

import java.util.Locale;
import java.util.Optional;

/** What carries SIP messages. */
public enum Protocol {
    /** Datagrams. */
    UDP(5060),
    /** A stream. */
    TCP(5060),
    /** A stream inside TLS. */
    TLS(5061);

    private final int defaultPort;
    private final String word = name().toLowerCase(Locale.ROOT);

    Protocol(int defaultPort) {
        this.defaultPort = defaultPort;
    }

    /**
     * The protocol of a {@code transport} parameter or a {@code protocol} option.
     *
     * @param word in any case
     * @return empty if it is none that is spoken here
     */
    public static Optional<Protocol> named(String word) {
        for (Protocol protocol : values()) {
            if (protocol.name().equalsIgnoreCase(word)) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }

    /**
     * Where SIP servers listen unless something else is said (RFC 3261 §19.1.2).
     *
     * @return 5060, or 5061 for TLS
     */
    public int defaultPort() {
        return defaultPort;
    }

    /**
     * Whether it neither loses nor repeats messages.
     *
     * @return false for UDP
     */
    public boolean isReliable() {
        return this != UDP;
    }

    /**
     * As configuration spells it.
     *
     * @return in lower case
     */
    public String word() {
        return word;
    }
}
