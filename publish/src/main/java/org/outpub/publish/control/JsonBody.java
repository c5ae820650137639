package org.outpub.publish.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.outpub.api.config.Excerpt;
import org.outpub.api.sorcery.type.NearestName;

/**
 * Reads JSON that somebody sent. Nothing passes in silence: a member that is not known, or there twice, and text behind
 * the document are refused. Pure; what is wrong is an {@link IllegalArgumentException} that says what was expected.
 */
final class JsonBody {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonBody() {}

    /** The document, which is an object with some of these members. */
    static JsonNode object(byte[] body, String expected, String... members) {
        try {
            return object(MAPPER.readTree(body), expected, members);
        } catch (MismatchedInputException more) {
            throw new IllegalArgumentException("there is text behind the JSON document; expected " + expected, more);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(
                    "the body is not JSON: " + Excerpt.line(malformed.getOriginalMessage()) + "; expected " + expected,
                    malformed);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("the body is not JSON; expected " + expected, unreadable);
        }
    }

    /** The same of a part of a document. */
    static JsonNode object(JsonNode object, String expected, String... members) {
        if (!object.isObject()) {
            throw new IllegalArgumentException("expected " + expected);
        }
        List<String> known = List.of(members);
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                String hint = NearestName.hint(name, known);
                throw new IllegalArgumentException("unknown member " + Excerpt.quoted(name) + "; "
                        + (hint.isEmpty() ? "expected " + expected : hint));
            }
        }
        return object;
    }

    /** A member that is text; empty if it is absent or null. */
    static Optional<String> text(JsonNode object, String member) {
        JsonNode value = object.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw new IllegalArgumentException("'" + member + "' is not text");
        }
        return Optional.of(value.textValue());
    }

    /** A member that must be there and be text. */
    static String requiredText(JsonNode object, String member) {
        return text(object, member)
                .orElseThrow(() -> new IllegalArgumentException("the member '" + member + "' is missing"));
    }
}
