package org.outpub.publish.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;

/**
 * An answer to a request. Immutable.
 *
 * @param status of HTTP
 * @param contentType of the body
 * @param body may be empty
 */
record Reply(int status, String contentType, byte[] body) {
    static Reply json(int status, JsonNode node) {
        return new Reply(status, "application/json", (node.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static Reply text(String contentType, String text) {
        return new Reply(200, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    /** An error, as JSON that says what to do. */
    static Reply error(int status, String message) {
        return json(status, JsonNodeFactory.instance.objectNode().put("error", message));
    }
}
