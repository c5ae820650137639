package org.outpub.publish.section;

import java.time.Duration;

/** The section of {@code type=global}: what holds for all publications. Confined to one thread. */
public final class GlobalSection extends Section {
    private GlobalSection() {
        super("global", "global");
    }

    /**
     * Starts the section; there is one only.
     *
     * @return the section
     */
    public static GlobalSection of() {
        return new GlobalSection();
    }

    /**
     * Option {@code user_agent}.
     *
     * @param product the User-Agent header; {@code Outpub/VERSION} unless it is set
     * @return this
     */
    public GlobalSection userAgent(String product) {
        set("user_agent", product);
        return this;
    }

    /**
     * Option {@code keep_alive_interval}.
     *
     * @param silence how long a TCP or TLS connection may be silent before a keep-alive holds it open (RFC 5626 §3.5.1), in
     *     whole seconds; zero for never, as if it were not set
     * @return this
     */
    public GlobalSection keepAliveInterval(Duration silence) {
        set("keep_alive_interval", silence);
        return this;
    }
}
