package org.outpub.sorcery.asterisk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ObjectSet;

/**
 * An object set as Asterisk writes it into its database: a JSON object of names and strings. Asterisk has no form for
 * repeated names and keeps the last value; here such a name has an array of strings. Pure.
 */
final class JsonRecord {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // messages must not quote the text, which may hold secrets
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private JsonRecord() {}

    /** A record that cannot be read; its message says what is wrong without quoting it. */
    static final class BrokenRecordException extends Exception {
        private static final long serialVersionUID = 1;

        BrokenRecordException(String message) {
            super(message);
        }
    }

    /** Writes it; its type is in the key already. */
    static String write(ObjectSet set) {
        ObjectNode json = JSON.createObjectNode();
        for (int i = 0; i < set.size(); i++) {
            if (!set.name(i).equals("type")) {
                add(json, set.name(i), set.value(i));
            }
        }
        return json.toString();
    }

    private static void add(ObjectNode json, String name, String value) {
        JsonNode before = json.get(name);
        if (before == null) {
            json.put(name, value);
        } else if (before instanceof ArrayNode list) {
            list.add(value);
        } else {
            json.putArray(name).add(before).add(value);
        }
    }

    /**
     * Reads it.
     *
     * @param origin told as the place of every value
     * @throws BrokenRecordException if it is not such an object
     */
    static ObjectSet read(String id, String text, Origin origin) throws BrokenRecordException {
        ObjectSet.Builder set = ObjectSet.builder(id, origin);
        for (var member : object(text).properties()) {
            if (member.getValue() instanceof ArrayNode list) {
                for (JsonNode item : list) {
                    set.add(member.getKey(), string(member.getKey(), item), origin);
                }
            } else {
                set.add(member.getKey(), string(member.getKey(), member.getValue()), origin);
            }
        }
        return set.build();
    }

    private static ObjectNode object(String text) throws BrokenRecordException {
        try {
            if (JSON.readTree(text) instanceof ObjectNode object) {
                return object;
            }
            throw new BrokenRecordException("is not a JSON object");
        } catch (JsonProcessingException invalid) {
            var at = invalid.getLocation();
            throw new BrokenRecordException(
                    at == null
                            ? "is not JSON"
                            : "is not JSON at line " + at.getLineNr() + ", column " + at.getColumnNr());
        }
    }

    private static String string(String name, JsonNode value) throws BrokenRecordException {
        if (value instanceof TextNode string) {
            return string.textValue();
        }
        throw new BrokenRecordException("member '" + name + "' is neither a string nor a list of strings");
    }
}
