package org.outpub.publish.control;

import java.util.List;
import java.util.Optional;

/**
 * A request, read whole. Immutable.
 *
 * @param method such as {@code GET}
 * @param path its segments, decoded
 * @param contentType of the body; empty if it was not said
 * @param body at most {@link Bounds#body} bytes
 */
record Request(String method, List<String> path, Optional<String> contentType, byte[] body) {}
