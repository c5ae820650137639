package org.outpub.publish.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.outpub.api.config.Excerpt;
import org.outpub.api.config.Origin;
import org.outpub.api.publication.HistoryEntry;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationDetails;

/** Writes all that is known of publications as JSON. Pure. */
final class DetailsView {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final double NANOS_OF_A_MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    /** Of more publications than these at once, documents, history and reasons are left out: an answer is bounded. */
    private static final int MOST_WHOLE = 100;

    private DetailsView() {}

    static ArrayNode of(List<PublicationDetails> all, Map<String, Origin> places, Instant now) {
        ArrayNode array = JSON.arrayNode();
        for (PublicationDetails one : all) {
            array.add(all.size() > MOST_WHOLE ? Views.of(one.status()) : of(one, places, now));
        }
        return array;
    }

    private static ObjectNode of(PublicationDetails details, Map<String, Origin> places, Instant now) {
        ObjectNode one = Views.of(details.status());
        Origin place = places.get("");
        if (place != null) {
            one.put("place", place.toString());
        }
        details.expires().ifPresent(expires -> one.put("expires", expires.toString()));
        one.put("failures", details.failures()).put("waitsFor", details.waitsFor());
        details.wanted()
                .ifPresent(wanted -> one.set(
                        "document",
                        document(wanted)
                                .put(
                                        "confirmed",
                                        details.held().filter(wanted::equals).isPresent())));
        ArrayNode history = one.putArray("history");
        details.history().forEach(entry -> history.add(of(entry)));
        ArrayNode why = one.putArray("why");
        Why.sentences(details, places, now).forEach(sentence -> why.add(Excerpt.line(sentence)));
        return one;
    }

    private static ObjectNode document(PublicationBody body) {
        ObjectNode document =
                JSON.objectNode().put("contentType", body.contentType()).put("bytes", body.size());
        try {
            return document.put(
                    "text",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(body.bytes()))
                            .toString());
        } catch (CharacterCodingException binary) {
            return document.put("base64", Base64.getEncoder().encodeToString(body.bytes()));
        }
    }

    private static ObjectNode of(HistoryEntry entry) {
        ObjectNode one = JSON.objectNode()
                .put("at", entry.at().toString())
                .put("what", entry.what().name().toLowerCase(Locale.ROOT));
        entry.result().ifPresent(result -> one.put("result", result.name().toLowerCase(Locale.ROOT)));
        if (entry.status() != 0) {
            one.put("status", entry.status());
        }
        entry.server().ifPresent(server -> one.put("server", server));
        if (!entry.answer().isEmpty()) {
            one.put("answer", Excerpt.line(entry.answer()));
        }
        if (!entry.entityTag().isEmpty()) {
            one.put("entityTag", Excerpt.line(entry.entityTag()));
        }
        if (entry.result().isPresent()) {
            one.put("milliseconds", entry.took().toNanos() / NANOS_OF_A_MILLISECOND);
        }
        return one.put("phase", Views.name(entry.phase())).put("times", entry.times());
    }
}
