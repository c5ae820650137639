package org.outpub.publish.wire;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request that reached one of our ports. Immutable by convention: nobody writes to the body.
 *
 * @param method such as {@code PUBLISH}
 * @param requestUri as on the request line
 * @param headers values by header name in lower case and long form, each list in the order of the message
 * @param body the bytes after the headers; empty for none
 * @param source where it came from
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere; a copy for each request would only cost
public record ServerRequest(
        String method, String requestUri, Map<String, List<String>> headers, byte[] body, InetSocketAddress source) {
    /** Copies the map. */
    public ServerRequest {
        headers = Map.copyOf(headers);
    }

    /**
     * All values of a header.
     *
     * @param name in lower case, long form
     * @return one for each row; none if there is no such header
     */
    public List<String> all(String name) {
        return headers.getOrDefault(name, List.of());
    }

    /**
     * The first value of a header.
     *
     * @param name in any case, long form
     * @return empty if there is no such header
     */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }
}
