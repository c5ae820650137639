package org.outpub.sorcery.realtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The column {@code outpub_options}, which Asterisk does not have and ignores: extended options that have no column of their
 * own, as a JSON object of names and strings. Pure.
 */
final class OwnColumn {
    static final String NAME = "outpub_options";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // messages must not quote the text, which may hold secrets
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private OwnColumn() {}

    /** What stands there is not what was expected. */
    static final class BrokenException extends Exception {
        private static final long serialVersionUID = 1;

        BrokenException(String message) {
            super(message);
        }
    }

    /** The options by their names. */
    static Map<String, String> read(@Nullable String column) throws BrokenException {
        Map<String, String> options = new LinkedHashMap<>();
        if (column == null || column.isBlank()) {
            return options;
        }
        for (Map.Entry<String, JsonNode> member : object(column).properties()) {
            if (!member.getKey().startsWith("@") || !member.getValue().isTextual()) {
                throw new BrokenException(NAME + ": expected names that begin with @, and strings, as in"
                        + " {\"@content_file\": \"desk.xml\"}");
            }
            options.put(member.getKey(), member.getValue().textValue());
        }
        return options;
    }

    private static JsonNode object(String column) throws BrokenException {
        try {
            JsonNode node = JSON.readTree(column);
            if (node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException invalid) {
            var at = invalid.getLocation();
            throw new BrokenException(NAME + " is not JSON"
                    + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr())
                    + "; expected an object such as {\"@content_file\": \"desk.xml\"}");
        }
        throw new BrokenException(NAME + ": expected a JSON object such as {\"@content_file\": \"desk.xml\"}");
    }

    /** The text of the column; null if there are none. */
    static @Nullable String write(Map<String, String> options) {
        if (options.isEmpty()) {
            return null;
        }
        ObjectNode json = JSON.createObjectNode();
        options.forEach(json::put);
        return json.toString();
    }
}
