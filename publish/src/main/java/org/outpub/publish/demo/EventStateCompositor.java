package org.outpub.publish.demo;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.time.Ticker;
import org.outpub.publish.demo.StateChange.Kind;
import org.outpub.publish.wire.RequestHandler;
import org.outpub.publish.wire.ServerRequest;
import org.outpub.publish.wire.ServerResponse;
import org.outpub.publish.wire.ServerResponse.Header;

/**
 * Holds published state as RFC 3903 §6 says: names it with a fresh entity-tag at each request, grants its lifetime, and
 * lets it expire. Safe for use by many threads; guarded by itself. Listeners are called while it is held and must not
 * block.
 */
public final class EventStateCompositor implements RequestHandler {
    private static final int MOST_PUBLICATIONS = 1_000_000;
    private final Settings settings;
    private final Ticker ticker;
    private final java.util.function.Consumer<StateChange> listener;
    private final Map<String, Held> byTag = new LinkedHashMap<>();
    private long tags;

    private record Held(String resource, String event, PublicationBody body, long expiresAt) {}

    /**
     * A compositor without state.
     *
     * @param settings what it grants and takes
     * @param ticker decides what has expired
     * @param listener hears of every change
     */
    public EventStateCompositor(Settings settings, Ticker ticker, java.util.function.Consumer<StateChange> listener) {
        this.settings = settings;
        this.ticker = ticker;
        this.listener = listener;
    }

    /**
     * What a compositor grants and takes.
     *
     * @param minSeconds the least lifetime it takes
     * @param maxSeconds the longest lifetime it grants
     * @param defaultSeconds what it grants when nothing is asked for
     * @param packages the event packages it takes; empty for all
     */
    public record Settings(long minSeconds, long maxSeconds, long defaultSeconds, Set<String> packages) {
        /** Copies the set. */
        public Settings {
            packages = Set.copyOf(packages);
        }

        /**
         * Settings that suit a demo.
         *
         * @return from 1 to 3600 seconds, all packages
         */
        public static Settings usual() {
            return new Settings(1, 3600, 3600, Set.of());
        }
    }

    @Override
    public synchronized ServerResponse answer(ServerRequest request) {
        expire();
        if (request.method().equals("OPTIONS")) {
            return respond(200, "OK", new Header("Allow", "PUBLISH, OPTIONS"), allowEvents());
        }
        if (!request.method().equals("PUBLISH")) {
            return respond(405, "Method Not Allowed", new Header("Allow", "PUBLISH, OPTIONS"));
        }
        Optional<String> event = request.header("event").map(value -> value.split(";", 2)[0].strip());
        boolean taken = event.isPresent() && (settings.packages.isEmpty() || settings.packages.contains(event.get()));
        return taken ? publish(request, event.get()) : respond(489, "Bad Event", allowEvents());
    }

    private Header allowEvents() {
        return new Header(
                "Allow-Events",
                settings.packages.isEmpty()
                        ? "presence, dialog, message-summary"
                        : String.join(", ", settings.packages));
    }

    private static ServerResponse respond(int status, String reason, Header... headers) {
        return new ServerResponse(status, reason, List.of(headers));
    }

    /** RFC 3903 §6, steps 4 to 6. */
    private ServerResponse publish(ServerRequest request, String event) {
        List<String> conditions = request.headers().getOrDefault("sip-if-match", List.of());
        if (conditions.size() > 1) {
            return respond(400, "More Than One SIP-If-Match");
        }
        OptionalLong asked = seconds(request.header("expires"));
        if (asked.isEmpty() && request.header("expires").isPresent()) {
            return respond(400, "Malformed Expires");
        }
        long granted = Math.min(asked.orElse(settings.defaultSeconds), settings.maxSeconds);
        if (granted > 0 && granted < settings.minSeconds) {
            return respond(423, "Interval Too Brief", new Header("Min-Expires", String.valueOf(settings.minSeconds)));
        }
        return conditions.isEmpty()
                ? create(request, event, granted)
                : change(request, event, conditions.get(0), granted);
    }

    private static OptionalLong seconds(Optional<String> value) {
        return value.filter(text -> text.matches("[0-9]{1,10}"))
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElse(OptionalLong.empty());
    }

    private ServerResponse create(ServerRequest request, String event, long granted) {
        if (request.body().length == 0) {
            return respond(400, "Initial Publication Without Body");
        }
        if (byTag.size() >= MOST_PUBLICATIONS) {
            return respond(503, "Service Unavailable", new Header("Retry-After", "60"));
        }
        PublicationBody body = PublicationBody.of(contentType(request), request.body());
        return hold(Kind.CREATED, new Held(request.requestUri(), event, body, expiry(granted)), granted);
    }

    private ServerResponse change(ServerRequest request, String event, String tag, long granted) {
        Held held = byTag.get(tag);
        if (held == null || !held.resource.equals(request.requestUri()) || !held.event.equals(event)) {
            return respond(412, "Conditional Request Failed");
        }
        byTag.remove(tag);
        if (granted == 0) {
            listener.accept(new StateChange(Kind.REMOVED, held.resource, held.event, held.body, 0));
            return respond(200, "OK", new Header("SIP-ETag", nextTag()), new Header("Expires", "0"));
        }
        boolean refresh = request.body().length == 0;
        PublicationBody body = refresh ? held.body : PublicationBody.of(contentType(request), request.body());
        Held next = new Held(held.resource, held.event, body, expiry(granted));
        return hold(refresh ? Kind.REFRESHED : Kind.MODIFIED, next, granted);
    }

    private static String contentType(ServerRequest request) {
        return request.header("content-type").orElse("application/octet-stream");
    }

    private ServerResponse hold(Kind kind, Held held, long granted) {
        String tag = nextTag();
        if (granted > 0) {
            byTag.put(tag, held);
        }
        listener.accept(new StateChange(kind, held.resource, held.event, held.body, granted));
        return respond(200, "OK", new Header("SIP-ETag", tag), new Header("Expires", String.valueOf(granted)));
    }

    private String nextTag() {
        return "esc-" + ++tags;
    }

    private long expiry(long seconds) {
        return ticker.nanos() + TimeUnit.SECONDS.toNanos(seconds);
    }

    private void expire() {
        for (Iterator<Held> each = byTag.values().iterator(); each.hasNext(); ) {
            Held held = each.next();
            if (ticker.nanos() - held.expiresAt >= 0) {
                each.remove();
                listener.accept(new StateChange(Kind.EXPIRED, held.resource, held.event, held.body, 0));
            }
        }
    }

    /**
     * What is held now.
     *
     * @return a snapshot; each is told as it was created
     */
    public synchronized List<StateChange> snapshot() {
        expire();
        List<StateChange> all = new ArrayList<>();
        byTag.values()
                .forEach(held -> all.add(new StateChange(
                        Kind.CREATED,
                        held.resource,
                        held.event,
                        held.body,
                        TimeUnit.NANOSECONDS.toSeconds(held.expiresAt - ticker.nanos()))));
        return all;
    }

    /** Forgets everything, as a restart does: every entity-tag is unknown afterwards. */
    public synchronized void forget() {
        byTag.clear();
    }
}
