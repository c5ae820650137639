package org.outpub.publish.receiving;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.outpub.api.state.InboundStatus;
import org.outpub.publish.config.AsteriskPublication;
import org.outpub.publish.config.InboundPublication;
import org.outpub.publish.receiving.PeerDocument.UnreadableException;
import org.outpub.publish.wire.Loop;
import org.outpub.publish.wire.RequestHandler;
import org.outpub.publish.wire.ServerRequest;
import org.outpub.publish.wire.ServerResponse;
import org.outpub.publish.wire.ServerResponse.Header;

/**
 * Takes what other Asterisks, and other agents such as this one, publish of their devices and mailboxes: an event state
 * compositor (RFC 3903 §6) for the two packages of Asterisk's own, by its {@code inbound-publication} and {@code
 * asterisk-publication} sections. Without any such section, and for other methods, the next handler answers.
 *
 * <p>Each document tells of one thing; a publication is what keeps it: a state is believed until another publication tells
 * of the thing, or the one that told ends. Confined to the loop, but for {@link #statuses}.
 *
 * <pre>
 * PUBLISH                                              answer
 * sent again                                           as before
 * to a URI that is not sip, with a Require             416, 420 Unsupported
 * to a user that is no inbound-publication             404
 * of somebody unknown, unproven                        401 WWW-Authenticate, 403
 * no Event, or one that the section does not take      489 Allow-Events
 * an event whose asterisk-publication is not there     404
 * two SIP-If-Match, an Expires that is no number       400
 * a SIP-If-Match that is unknown, expired, another's   412
 * an Expires under ten seconds, but not 0              423 Min-Expires
 * neither SIP-If-Match nor body                        400
 * a body that is not application/json                  415 Accept
 * a body that is too long, that cannot be read         413, 400
 * a state for which there is no room                   403
 * else                                                 200 SIP-ETag Expires
 * </pre>
 */
public final class InboundPublications implements RequestHandler {
    /** How many devices and mailboxes are taken. */
    static final int MOST_STATES = 200_000;

    private static final int MOST_PUBLICATIONS = 1000;
    private static final long LEAST_SECONDS = 10;
    private static final long DEFAULT_SECONDS = 3600;
    /** A week: Asterisk refreshes by the lifetime it asked for, whatever it is granted. */
    private static final long MOST_SECONDS = 604_800;
    /** Asterisk refreshes when the lifetime is over, and what is lost on the way is sent again for half a minute. */
    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(40);

    private static final int MOST_TOLD = 100;
    private static final String JSON = "application/json";

    private final RequestHandler others;
    private final Loop loop;
    private final RandomGenerator random;
    private final PeerNews news;
    private final PeerGate gate;
    private final RepeatedRequests repeated = new RepeatedRequests();
    private final PeerStates states;
    private final ContentFilters filters = new ContentFilters();
    /** By entity-tag; what was renewed last stands last. */
    private final Map<String, HeardPublication> living = new LinkedHashMap<>();

    private final Map<String, InboundTally> tallies = new ConcurrentHashMap<>();
    /** Resources and events whose publication ended without a word. */
    private final Set<String> lost = new HashSet<>();

    private final PacedWishes wishes;
    private final Set<String> said = new HashSet<>();
    private PeerConfiguration peers = PeerConfiguration.NONE;
    private boolean waking;
    private long wakesAt;

    /**
     * Takes nothing until it is configured.
     *
     * @param others answers what is none of this
     * @param loop tells the time, and wakes this when something has expired
     * @param random makes entity-tags and nonces; of a quality that nobody can guess
     * @param news told what follows
     */
    public InboundPublications(RequestHandler others, Loop loop, RandomGenerator random, PeerNews news) {
        this(others, loop, random, news, MOST_STATES);
    }

    /** As above, with room for fewer states. */
    InboundPublications(RequestHandler others, Loop loop, RandomGenerator random, PeerNews news, int mostStates) {
        this.others = others;
        this.loop = loop;
        this.random = random;
        this.news = news;
        this.wishes = new PacedWishes(loop, news::tellAll);
        this.gate = new PeerGate(random);
        this.states = new PeerStates(mostStates, news);
    }

    /**
     * Follows the configuration. What is not taken any more is forgotten.
     *
     * @param next as it is now
     */
    public void configure(PeerConfiguration next) {
        peers = next;
        said.clear();
        lost.clear();
        filters.forget();
        tallies.keySet().retainAll(next.resources().keySet());
        next.resources().keySet().forEach(id -> tallies.computeIfAbsent(id, InboundTally::new));
        for (HeardPublication one : List.copyOf(living.values())) {
            AsteriskPublication content = next.content(one.resource(), one.event());
            if (content == null) {
                end(one);
            } else {
                states.forget(one, thing -> !filters.take(content, thing.mailbox(), thing.name()));
            }
        }
        count();
    }

    /**
     * How it goes with each resource. Safe for use by many threads.
     *
     * @return by id
     */
    public List<InboundStatus> statuses() {
        long now = loop.nanos();
        return tallies.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getValue().status(now))
                .toList();
    }

    @Override
    public ServerResponse answer(ServerRequest request) {
        if (!peers.receives() || !request.method().equals("PUBLISH")) {
            return others.answer(request);
        }
        long now = loop.nanos();
        expire(now);
        ServerResponse before = repeated.answerTo(request, now);
        return before != null ? before : answerNew(request, now);
    }

    private ServerResponse answerNew(ServerRequest request, long now) {
        String uri = request.requestUri().toLowerCase(Locale.ROOT);
        if (!uri.startsWith("sip:") && !uri.startsWith("sips:")) {
            return respond(416, "Unsupported URI Scheme");
        }
        if (!request.all("require").isEmpty()) {
            return respond(420, "Bad Extension", new Header("Unsupported", String.join(", ", request.all("require"))));
        }
        InboundPublication resource = peers.resources().get(RequestNames.userOf(request.requestUri()));
        InboundTally tally = resource == null ? null : tallies.get(resource.id());
        if (resource == null || tally == null) {
            return respond(404, "Not Found");
        }
        String source = request.source().getAddress().getHostAddress();
        ServerResponse unknown = gate.refuse(request, resource, peers, now);
        if (unknown != null) {
            boolean proves = !request.all("authorization").isEmpty();
            if (unknown.status() == 403 || proves) {
                refused(tally, resource, source, proves ? "what it proves is not right" : "nothing says who it is");
            }
            return unknown;
        }
        ServerResponse response = publish(request, resource, tally, now);
        if (response.status() == 200) {
            tally.accepted(source, now);
        } else {
            refused(tally, resource, source, response.status() + " " + response.reason());
        }
        count(tally);
        repeated.remember(request, response, now);
        return response;
    }

    /** Each reason is told once until the configuration changes. */
    private void refused(InboundTally tally, InboundPublication resource, String source, String why) {
        tally.refused(source, why);
        if (!why.startsWith("412") && !why.startsWith("423")) {
            sayOnce(
                    resource.id() + " " + why,
                    "inbound-publication '" + resource.id() + "': a request from " + source + " is refused: " + why);
        }
    }

    private void sayOnce(String key, String text) {
        if (said.size() < MOST_TOLD && said.add(key)) {
            news.say(true, text);
        }
    }

    private ServerResponse publish(ServerRequest request, InboundPublication resource, InboundTally tally, long now) {
        String event = request.header("event").orElse("").split(";", 2)[0].strip();
        List<String> taken = PeerConfiguration.eventsOf(resource);
        if (!taken.contains(event)) {
            return respond(489, "Bad Event", new Header("Allow-Events", String.join(", ", taken)));
        }
        AsteriskPublication content = peers.content(resource.id(), event);
        if (content == null) {
            return respond(404, "No Such asterisk-publication");
        }
        List<String> tags = request.all("sip-if-match");
        Optional<Long> expires = seconds(request.header("expires"));
        if (tags.size() > 1 || expires.isEmpty()) {
            return respond(400, "Bad Request");
        }
        HeardPublication former = tags.isEmpty() ? null : living.get(tags.get(0));
        if (!tags.isEmpty() && (former == null || !former.isOf(resource.id(), event))) {
            return respond(412, "Conditional Request Failed");
        }
        long seconds = expires.get();
        if (seconds > 0 && seconds < LEAST_SECONDS) {
            return respond(423, "Interval Too Brief", new Header("Min-Expires", String.valueOf(LEAST_SECONDS)));
        }
        if (request.body().length == 0 && former == null) {
            return respond(400, "Initial Publication Without Body");
        }
        HeardPublication publication = former == null ? new HeardPublication(resource.id(), event) : former;
        if (request.body().length > 0) {
            ServerResponse refusal = take(request, publication, content, tally, seconds > 0);
            if (refusal != null) {
                return refusal;
            }
        }
        return keep(publication, former == null, seconds, now);
    }

    private static Optional<Long> seconds(Optional<String> expires) {
        String text = expires.map(String::strip).orElse(String.valueOf(DEFAULT_SECONDS));
        boolean number = !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Optional.of(Math.min(Long.parseLong(text), MOST_SECONDS)) : Optional.empty();
    }

    /** Takes a document; null if it was taken or means nothing here, else why not. */
    private @Nullable ServerResponse take(
            ServerRequest request,
            HeardPublication publication,
            AsteriskPublication content,
            InboundTally tally,
            boolean lives) {
        String type = request.header("content-type").orElse("").split(";", 2)[0].strip();
        if (!type.equalsIgnoreCase(JSON) || request.header("content-encoding").isPresent()) {
            return respond(415, "Unsupported Media Type", new Header("Accept", JSON));
        }
        if (request.body().length > PeerDocument.LONGEST) {
            return respond(413, "Request Entity Too Large");
        }
        try {
            return take(PeerDocument.read(request.body()), publication, content, tally, lives);
        } catch (UnreadableException unreadable) {
            return respond(400, "Unreadable: " + unreadable.getMessage());
        }
    }

    private @Nullable ServerResponse take(
            PeerDocument document,
            HeardPublication publication,
            AsteriskPublication content,
            InboundTally tally,
            boolean lives) {
        if (document instanceof PeerDocument.Refresh) {
            tally.took();
            String by = publisher(publication.event(), content);
            if (by != null) {
                wishes.wish(by);
            }
            return null;
        }
        if (!lives || !isMeant(document, publication, content)) {
            tally.ignored();
            return null;
        }
        boolean room = document instanceof PeerDocument.Device device
                ? states.take(publication, device)
                : states.take(publication, (PeerDocument.Mailbox) document);
        if (room) {
            tally.took();
        }
        return room ? null : respond(403, "Too Many States");
    }

    private boolean isMeant(PeerDocument document, HeardPublication publication, AsteriskPublication content) {
        boolean devices = publication.event().equals("asterisk-devicestate");
        boolean wanted = document instanceof PeerDocument.Device device
                ? devices && device.kept() && filters.take(content, false, device.device())
                : document instanceof PeerDocument.Mailbox mailbox
                        && !devices
                        && filters.take(content, true, mailbox.mailbox());
        if (wanted && peers.ownIds().contains(document.eid())) {
            sayOnce(
                    publication.resource() + " own",
                    "inbound-publication '" + publication.resource()
                            + "': a peer publishes with this server's entity id, " + document.eid()
                            + ", and is not believed; give one of the two an @eid of its own");
            return false;
        }
        return wanted;
    }

    private static @Nullable String publisher(String event, AsteriskPublication content) {
        return event.equals("asterisk-devicestate") ? content.devicestatePublish() : content.mailboxstatePublish();
    }

    private ServerResponse keep(HeardPublication publication, boolean isNew, long seconds, long now) {
        living.remove(publication.tag());
        String tag = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
        if (seconds == 0) {
            states.ended(publication);
        } else {
            makeRoom();
            publication.renew(tag, now + TimeUnit.SECONDS.toNanos(seconds) + LATE_NANOS);
            living.put(tag, publication);
            wakeAt(publication.ends());
            if (isNew) {
                askIfLost(publication);
            }
        }
        return respond(200, "OK", new Header("SIP-ETag", tag), new Header("Expires", String.valueOf(seconds)));
    }

    private void makeRoom() {
        if (living.size() >= MOST_PUBLICATIONS) {
            end(living.values().iterator().next());
        }
    }

    /** Asterisk tells only changes after its publication was lost here; so it is asked for the rest. */
    private void askIfLost(HeardPublication publication) {
        AsteriskPublication content = peers.content(publication.resource(), publication.event());
        String by = content == null ? null : publisher(publication.event(), content);
        if (lost.remove(publication.resource() + " " + publication.event()) && by != null) {
            news.askForAll(by);
        }
    }

    private void end(HeardPublication publication) {
        living.remove(publication.tag());
        states.ended(publication);
    }

    private void expire(long now) {
        List<HeardPublication> over = new ArrayList<>();
        Predicate<HeardPublication> expired = one -> now - one.ends() >= 0;
        if (waking && now - wakesAt >= 0) {
            living.values().stream().filter(expired).forEach(over::add);
        }
        for (HeardPublication one : over) {
            lost.add(one.resource() + " " + one.event());
            news.say(
                    true,
                    "inbound-publication '" + one.resource() + "': " + one.event() + " of a peer has expired; the "
                            + one.told().size() + " states that it told last are forgotten");
            end(one);
        }
        if (!over.isEmpty()) {
            count();
        }
    }

    /** One waking at a time: for the earliest end that is known. */
    private void wakeAt(long at) {
        if (!waking || at - wakesAt < 0) {
            waking = true;
            wakesAt = at;
            loop.schedule(at, () -> woke(at));
        }
    }

    private void woke(long at) {
        if (!waking || at != wakesAt) {
            return; // an earlier end was found meanwhile
        }
        expire(loop.nanos());
        waking = false;
        living.values().stream()
                .map(HeardPublication::ends)
                .reduce((one, other) -> one - other <= 0 ? one : other)
                .ifPresent(this::wakeAt);
    }

    private void count() {
        tallies.values().forEach(this::count);
    }

    private void count(InboundTally tally) {
        int publications = 0;
        int things = 0;
        for (HeardPublication one : living.values()) {
            if (one.resource().equals(tally.id())) {
                publications++;
                things += one.told().size();
            }
        }
        tally.holds(publications, things);
    }

    private static ServerResponse respond(int status, String reason, Header... headers) {
        return new ServerResponse(status, reason, List.of(headers));
    }
}
