package org.outpub.publish.section;

import java.time.Duration;

/** A section of {@code type=outbound-publish}: what is published where. Confined to one thread. */
public final class PublishSection extends Section {
    private PublishSection(String id) {
        super("outbound-publish", id);
    }

    /**
     * Starts a section with what it cannot be without.
     *
     * @param id its name
     * @param serverUri whom to publish to: the Request-URI, and From and To where they are not set
     * @param event the event package, such as {@code presence}
     * @return the section
     */
    public static PublishSection of(String id, String serverUri, String event) {
        PublishSection section = new PublishSection(id);
        section.set("server_uri", serverUri);
        section.set("event", event);
        return section;
    }

    /**
     * Option {@code from_uri}.
     *
     * @param uri of the From header; the server's unless it is set
     * @return this
     */
    public PublishSection fromUri(String uri) {
        set("from_uri", uri);
        return this;
    }

    /**
     * Option {@code to_uri}.
     *
     * @param uri of the To header; the server's unless it is set
     * @return this
     */
    public PublishSection toUri(String uri) {
        set("to_uri", uri);
        return this;
    }

    /**
     * Option {@code expiration}.
     *
     * @param lifetime to ask a server for (RFC 3903 §4.1: Expires), in whole seconds from 1; an hour unless it is set
     * @return this
     */
    public PublishSection expiration(Duration lifetime) {
        set("expiration", lifetime);
        return this;
    }

    /**
     * Option {@code outbound_auth}.
     *
     * @param ids of {@link AuthSection}s, in the order of preference
     * @return this
     */
    public PublishSection outboundAuth(String... ids) {
        list("outbound_auth", ids);
        return this;
    }

    /**
     * Option {@code outbound_proxy}.
     *
     * @param uri of the next hop: a loose router with {@code ;lr}, a strict one without it; with {@code ;hide} it is gone
     *     through without a Route header. Nothing is escaped here, as it is in a file
     * @return this
     */
    public PublishSection outboundProxy(String uri) {
        set("outbound_proxy", uri);
        return this;
    }

    /**
     * Option {@code max_auth_attempts}.
     *
     * @param challenges answered in a row; 0 for as many as come, 5 unless it is set
     * @return this
     */
    public PublishSection maxAuthAttempts(int challenges) {
        set("max_auth_attempts", challenges);
        return this;
    }

    /**
     * Option {@code transport}.
     *
     * @param id of a {@link TransportSection}; the first that speaks what the server wants unless it is set
     * @return this
     */
    public PublishSection transport(String id) {
        set("transport", id);
        return this;
    }

    /**
     * Option {@code multi_user}.
     *
     * @param on whether each user has a publication of its own, and takes the place of the user part in all three URIs;
     *     they have not unless it is set
     * @return this
     */
    public PublishSection multiUser(boolean on) {
        set("multi_user", on);
        return this;
    }

    /**
     * An option for a source of state, such as {@code @body} or {@code @content_file}.
     *
     * @param name with its {@code @}
     * @param value as the source wants it
     * @return this
     * @throws IllegalArgumentException if the name does not begin with {@code @}
     */
    public PublishSection extended(String name, String value) {
        if (!name.startsWith("@")) {
            throw new IllegalArgumentException("'" + name + "' does not begin with @; every other option has a method");
        }
        set(name, value);
        return this;
    }
}
