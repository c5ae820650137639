package org.outpub.publish.wire;

import java.io.IOException;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.delivery.location.Server;

/** A transport that is open. Used on the loop; only {@link #sentBy} throws, and nothing blocks. */
public interface Way {
    /**
     * What it speaks.
     *
     * @return one of the three
     */
    Protocol protocol();

    /**
     * Whether it was closed since it was chosen, as when its section changed. Another one may be open then.
     *
     * @return true from then on
     */
    boolean isClosed();

    /**
     * Host and port that a server is to answer to, for the Via header.
     *
     * @param server whom the request is for
     * @return such as {@code 192.0.2.7:5060} or {@code [2001:db8::7]:5060}
     * @throws IOException if there is no route to the server
     */
    String sentBy(Server server) throws IOException;

    /**
     * Sends a request, for the first time or again. If that fails, now or later, the request is told by {@link
     * WireRequest#fail}, never before this method has returned.
     *
     * @param request of a {@link WireRequest#server} that this transport was chosen for
     */
    void send(WireRequest request);

    /**
     * Finds out why no answer has come, where that can be found out; what is found is told by {@link WireRequest#fail}.
     *
     * @param request was sent and not answered
     */
    void askWhySilent(WireRequest request);

    /**
     * Forgets a request: its end is known. It is not told of anything any more.
     *
     * @param request was given to {@link #send} before
     */
    void forget(WireRequest request);
}
