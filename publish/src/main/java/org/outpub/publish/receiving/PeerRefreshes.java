package org.outpub.publish.receiving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.outpub.publish.wire.Loop;
import org.outpub.publish.wire.RequestHandler;
import org.outpub.publish.wire.ServerRequest;
import org.outpub.publish.wire.ServerResponse;
import org.outpub.publish.wire.ServerResponse.Header;

/**
 * Takes in what an Asterisk with {@code devicestate_publish} or {@code mailboxstate_publish} publishes to its peers as it
 * starts: the wish to be told everything again, {@code {"type":"refresh"}}. It makes the publications of that event tell
 * all they know, to the server that is configured for them and to nobody else, and not more often than every ten seconds.
 * States are not taken in. Everything else goes to the next handler.
 *
 * <p>Such a request is a publication (RFC 3903 §6): it has an entity-tag and a lifetime, is refreshed and removed, and is
 * unknown once it has expired. There is room for a thousand. Confined to one thread.
 */
public final class PeerRefreshes implements RequestHandler {
    private static final Set<String> EVENTS = Set.of("asterisk-devicestate", "asterisk-mwi");
    private static final String JSON = "application/json";
    private static final int LONGEST_BODY = 4096;
    private static final int MOST_PUBLICATIONS = 1000;
    private static final long LONGEST_SECONDS = 3600;

    private final RequestHandler others;
    private final Supplier<Collection<String>> events;
    private final Loop loop;
    private final RandomGenerator random;
    private final PacedWishes wishes;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    /** A publication of a peer. */
    private record Kept(String event, String resource, long ends) {}

    /**
     * Knows of no publication.
     *
     * @param others answers what is none of this
     * @param events the event packages that are published here
     * @param loop tells the time, and waits
     * @param random makes entity-tags
     * @param asked told the event whose state a peer wants to be told
     */
    public PeerRefreshes(
            RequestHandler others,
            Supplier<Collection<String>> events,
            Loop loop,
            RandomGenerator random,
            Consumer<String> asked) {
        this.others = others;
        this.events = events;
        this.loop = loop;
        this.random = random;
        this.wishes = new PacedWishes(loop, asked);
    }

    @Override
    public ServerResponse answer(ServerRequest request) {
        if (!request.method().equals("PUBLISH")) {
            return others.answer(request);
        }
        String event = request.header("event").orElse("").split(";", 2)[0].strip();
        if (!EVENTS.contains(event) || !events.get().contains(event)) {
            return others.answer(request);
        }
        return publish(request, event);
    }

    private ServerResponse publish(ServerRequest request, String event) {
        long now = loop.nanos();
        kept.values().removeIf(one -> now - one.ends >= 0);
        List<String> tags = request.headers().getOrDefault("sip-if-match", List.of());
        Optional<Long> expires = seconds(request.header("expires"));
        if (tags.size() > 1 || expires.isEmpty()) {
            return respond(400, "Bad Request");
        }
        Kept former = tags.isEmpty() ? null : kept.get(tags.get(0));
        if (!tags.isEmpty()
                && (former == null || !former.event.equals(event) || !former.resource.equals(request.requestUri()))) {
            return respond(412, "Conditional Request Failed");
        }
        if (request.body().length > 0) {
            Optional<ServerResponse> refusal = refusal(request);
            if (refusal.isPresent()) {
                return refusal.get();
            }
            wishes.wish(event);
        } else if (tags.isEmpty()) {
            return respond(400, "Initial Publication Without Body");
        }
        tags.forEach(kept::remove);
        return keep(event, request.requestUri(), expires.get(), now);
    }

    private static Optional<Long> seconds(Optional<String> expires) {
        String text = expires.map(String::strip).orElse(String.valueOf(LONGEST_SECONDS));
        boolean number = !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Optional.of(Math.min(Long.parseLong(text), LONGEST_SECONDS)) : Optional.empty();
    }

    private Optional<ServerResponse> refusal(ServerRequest request) {
        String type = request.header("content-type").orElse("").split(";", 2)[0].strip();
        if (!type.toLowerCase(Locale.ROOT).equals(JSON)) {
            return Optional.of(respond(415, "Unsupported Media Type", new Header("Accept", JSON)));
        }
        if (request.body().length > LONGEST_BODY) {
            return Optional.of(respond(413, "Request Entity Too Large"));
        }
        try {
            JsonNode document = json.readTree(new String(request.body(), StandardCharsets.UTF_8));
            return document.path("type").asText().equals("refresh")
                    ? Optional.empty()
                    : Optional.of(respond(403, "States Are Not Taken In"));
        } catch (JsonProcessingException malformed) {
            return Optional.of(respond(400, "Malformed JSON"));
        }
    }

    private ServerResponse keep(String event, String resource, long seconds, long now) {
        String tag = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
        if (seconds > 0) {
            Iterator<String> oldest = kept.keySet().iterator();
            if (kept.size() >= MOST_PUBLICATIONS && oldest.hasNext()) {
                oldest.next();
                oldest.remove();
            }
            kept.put(tag, new Kept(event, resource, now + TimeUnit.SECONDS.toNanos(seconds)));
        }
        return respond(200, "OK", new Header("SIP-ETag", tag), new Header("Expires", String.valueOf(seconds)));
    }

    private static ServerResponse respond(int status, String reason, Header... headers) {
        return new ServerResponse(status, reason, List.of(headers));
    }
}
