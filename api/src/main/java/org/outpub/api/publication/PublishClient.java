package org.outpub.api.publication;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Publishes the state of one {@code outbound-publish} object. Safe for use by many threads; calls return at once. The
 * newest state wins: it is sent as soon as the server can take it and again after every failure, until the server has
 * it, it is removed, or configuration ends the publication.
 */
public interface PublishClient {
    /**
     * The configuration object's id.
     *
     * @return the section name
     */
    String id();

    /**
     * The event package.
     *
     * @return such as {@code presence}
     */
    String event();

    /**
     * The URI for the From header: {@code from_uri}, else {@code server_uri}.
     *
     * @return without angle brackets
     */
    String fromUri();

    /**
     * The URI for the To header: {@code to_uri}, else {@code server_uri}.
     *
     * @return without angle brackets
     */
    String toUri();

    /**
     * An extended option of the configuration object, as it is now.
     *
     * @param name with its {@code @}
     * @return empty if it is not set
     */
    Optional<String> option(String name);

    /**
     * Values of the host's that go with the configuration object (Asterisk: datastores): shared by all who hold a client of
     * the object or of one of its users, kept over reloads, and gone with the object. Nothing is done with them here.
     *
     * @return for use by many threads; by a name of the host's choice
     */
    Map<String, Object> datastores();

    /**
     * One user's publication. With {@code multi_user=yes} each user has one of its own, and the user takes the place of
     * the user part in all three URIs.
     *
     * @param user the user part, unescaped; not empty
     * @return the client of that user alone
     * @throws IllegalStateException if the object does not say {@code multi_user=yes}
     */
    PublishClient user(String user);

    /**
     * Publishes a state: of the single publication, or of every user that has one.
     *
     * @param body the full state
     * @return how it ended; completed on the module's executor, never exceptionally
     */
    CompletionStage<PublishResult> publish(PublicationBody body);

    /**
     * Removes what is published, at the server too (RFC 3903 §4.5). Publishing again starts anew.
     *
     * @return how it ended; completed on the module's executor, never exceptionally
     */
    CompletionStage<PublishResult> remove();
}
