package org.outpub.publish.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.outpub.api.config.Excerpt;

/**
 * An answer to a request. Immutable.
 *
 * @param status of HTTP
 * @param contentType of the body
 * @param body may be empty
 * @param headers that go with this answer only, by name
 */
record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {
    static Reply json(int status, JsonNode node) {
        return new Reply(status, "application/json", JsonText.of(node).getBytes(StandardCharsets.UTF_8), Map.of());
    }

    static Reply text(String contentType, String text) {
        return new Reply(200, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /**
     * An error, as JSON that says what to do.
     *
     * @param message may hold what strangers wrote; it is cleaned and shortened here
     */
    static Reply error(int status, String message) {
        return json(status, JsonNodeFactory.instance.objectNode().put("error", Excerpt.line(message)));
    }

    /** The path is there, but not for this method (RFC 9110 §15.5.6). */
    static Reply notAllowed(String method, String... allowed) {
        String last = allowed[allowed.length - 1];
        String all = String.join(", ", allowed);
        String expected =
                allowed.length == 1 ? last : all.substring(0, all.length() - last.length() - 2) + " or " + last;
        return error(405, Excerpt.line(method) + " is not for this path; expected " + expected)
                .with("Allow", all);
    }

    Reply with(String header, String value) {
        return new Reply(status, contentType, body, Map.of(header, value));
    }
}
