package org.outpub.publish.wire;

import java.util.List;

/**
 * What to answer to a {@link ServerRequest}; Via, From, To, Call-ID, CSeq and Content-Length follow from the request.
 * Immutable.
 *
 * @param status 200 to 699
 * @param reason the reason phrase
 * @param headers further headers in order
 */
public record ServerResponse(int status, String reason, List<Header> headers) {
    /** Copies the list. */
    public ServerResponse {
        headers = List.copyOf(headers);
    }

    /**
     * One header.
     *
     * @param name in its usual spelling
     * @param value without line breaks
     */
    public record Header(String name, String value) {}
}
