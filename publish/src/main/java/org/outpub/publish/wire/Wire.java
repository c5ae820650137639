package org.outpub.publish.wire;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.Transport;
import org.outpub.publish.delivery.location.Server;

/** The transports that are open. Called on the loop; nothing here blocks or throws. */
public interface Wire {
    /**
     * Opens, keeps, moves and closes transports so that exactly these are open. Requests under way on others fail. One
     * that cannot be opened is tried again by itself, and takes no other down.
     *
     * @param transports in the order of preference; if empty, an unnamed one on a port of the system's choice serves
     * @param told called once on the loop, when all were tried: what could not be opened, each in words that name the
     *     transport and the reason
     */
    void useTransports(Collection<Transport> transports, Consumer<List<String>> told);

    /**
     * What configuration lets the agent speak.
     *
     * @return in the order of preference; everything if there is no transport section
     */
    List<Protocol> spoken();

    /**
     * What a configured transport speaks, open or not.
     *
     * @param name its section
     * @return null if there is none of that name
     */
    @Nullable
    Protocol protocolOf(String name);

    /**
     * Chooses the transport for a server.
     *
     * @param server whom to reach
     * @param name of the transport to use; null for the first of the right kind
     * @return the way, or why there is none
     */
    Choice choose(Server server, @Nullable String name);

    /** Closes everything; what is under way ends without a word. */
    void close();

    /** Whether a server can be reached. */
    sealed interface Choice {
        /**
         * By this one.
         *
         * @param way open now
         */
        record Through(Way way) implements Choice {}

        /**
         * It cannot.
         *
         * @param reason in words
         */
        record Nowhere(String reason) implements Choice {}
    }
}
