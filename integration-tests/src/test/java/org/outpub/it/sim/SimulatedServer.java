package org.outpub.it.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.delivery.Contact;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.delivery.digest.Challenge;
import org.outpub.publish.sip.PublishRequest;

/** A compositor that may be in many a mood. Answers a repeated request alike, until it restarts. */
final class SimulatedServer {
    private static final int[] REFUSALS = {
        300, 400, 403, 404, 405, 408, 412, 415, 423, 480, 481, 486, 489, 491, 500, 501, 503, 504, 600, 603, 604
    };
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(32);
    private static final long LONGEST_GRANT = 900;

    /** What it does with a request. */
    enum Mood {
        WELL,
        REFUSING,
        SILENT,
        BRIEF,
        STINGY,
        GENEROUS,
        WORDLESS,
        NAMELESS,
        SUSPICIOUS,
        REDIRECTING
    }

    /** What it holds under an entity-tag. */
    private record Held(String resource, PublicationBody body, long expiresAt) {}

    private record Remembered(SipAnswer answer, long until) {}

    private final String host;
    private final World world;
    private final Random random;
    private final Map<String, Held> held = new LinkedHashMap<>();
    private final Map<String, Remembered> answered = new HashMap<>();
    private Mood mood = Mood.WELL;
    private boolean guarded;
    private @Nullable SipUri elsewhere;
    private int tags;
    private int nonces;

    SimulatedServer(String host, World world, Random random) {
        this.host = host;
        this.world = world;
        this.random = random;
    }

    String host() {
        return host;
    }

    void mood(Mood next, SipUri redirectedTo) {
        mood = next;
        elsewhere = redirectedTo;
    }

    /** Asks for credentials from now on, or no longer. */
    void guard(boolean on) {
        guarded = on;
    }

    /** A nonce that was good is not any more. */
    void renewNonce() {
        nonces++;
    }

    /** Forgets everything. */
    void restart() {
        held.clear();
        answered.clear();
        nonces++;
        tags += 1000;
    }

    /** The answer to a copy of a request; null for none. */
    @Nullable
    SipAnswer answer(String branch, PublishRequest request) {
        expire();
        Remembered same = answered.get(branch);
        if (same != null) {
            return same.answer;
        }
        SipAnswer answer = mood == Mood.SILENT ? null : decide(request);
        if (answer != null) {
            answered.put(branch, new Remembered(answer, world.elapsed() + REMEMBERED_NANOS));
        }
        return answer;
    }

    private SipAnswer decide(PublishRequest request) {
        if (guarded && !isAuthorized(request)) {
            return challenge(request);
        }
        return switch (mood) {
            case REFUSING -> refuse();
            case BRIEF -> brief(request);
            case REDIRECTING -> redirect();
            default -> publish(request);
        };
    }

    private boolean isAuthorized(PublishRequest request) {
        return request.credentials().stream()
                .anyMatch(one -> one.value().contains("nonce=\"" + nonce() + "\"")
                        && one.value().contains("uri=\"" + request.requestUri() + "\""));
    }

    private String nonce() {
        return host + "-" + nonces;
    }

    private SipAnswer challenge(PublishRequest request) {
        boolean stale = !request.credentials().isEmpty();
        String value = "Digest realm=\"" + host + "\", nonce=\"" + nonce() + "\", algorithm="
                + (random.nextBoolean() ? "MD5" : "SHA-256") + ", qop=\"auth\"" + (stale ? ", stale=true" : "");
        return new SipAnswer(
                401,
                "Unauthorized",
                null,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                List.of(new Challenge(false, value)),
                List.of(),
                List.of(),
                List.of());
    }

    private static SipAnswer plain(
            int status, @Nullable String tag, OptionalLong expires, OptionalLong least, OptionalLong retryAfter) {
        return new SipAnswer(
                status, "Answer", tag, expires, least, retryAfter, List.of(), List.of(), List.of(), List.of());
    }

    private SipAnswer refuse() {
        OptionalLong retryAfter = random.nextInt(4) == 0 ? OptionalLong.of(random.nextInt(120)) : OptionalLong.empty();
        OptionalLong least = random.nextBoolean() ? OptionalLong.of(random.nextInt(1000)) : OptionalLong.empty();
        return plain(REFUSALS[random.nextInt(REFUSALS.length)], null, OptionalLong.empty(), least, retryAfter);
    }

    private SipAnswer brief(PublishRequest request) {
        long least = 300;
        return request.expiresSeconds() > 0 && request.expiresSeconds() < least
                ? plain(423, null, OptionalLong.empty(), OptionalLong.of(least), OptionalLong.empty())
                : publish(request);
    }

    private SipAnswer redirect() {
        SipUri target = elsewhere;
        List<Contact> contacts = target == null
                ? List.of()
                : List.of(new Contact(target, 1000, random.nextBoolean() ? OptionalLong.of(60) : OptionalLong.empty()));
        return new SipAnswer(
                random.nextBoolean() ? 301 : 302,
                "Elsewhere",
                null,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                List.of(),
                List.of(),
                contacts,
                List.of());
    }

    /** RFC 3903 §6. */
    private SipAnswer publish(PublishRequest request) {
        String resource = request.requestUri() + " " + request.event();
        String tag = request.entityTag();
        Held before = tag == null ? null : held.get(tag);
        if (tag != null && (before == null || !before.resource.equals(resource))) {
            return plain(412, null, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
        }
        PublicationBody body = request.body() != null ? request.body() : before == null ? null : before.body;
        if (body == null) {
            return plain(400, null, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
        }
        held.remove(tag);
        long granted = grant(request.expiresSeconds());
        String next = "tag-" + host + "-" + ++tags;
        if (granted > 0) {
            held.put(next, new Held(resource, body, world.elapsed() + TimeUnit.SECONDS.toNanos(granted)));
        }
        boolean wordless = mood == Mood.WORDLESS && granted == request.expiresSeconds();
        return plain(
                200,
                mood == Mood.NAMELESS ? null : next,
                wordless ? OptionalLong.empty() : OptionalLong.of(granted),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    private long grant(long asked) {
        if (asked == 0) {
            return 0;
        }
        return switch (mood) {
            case STINGY -> 1 + random.nextInt(10);
            case GENEROUS -> Math.min(LONGEST_GRANT, 2 * asked);
            default -> Math.min(LONGEST_GRANT, asked);
        };
    }

    private void expire() {
        held.values().removeIf(one -> world.elapsed() >= one.expiresAt);
        answered.values().removeIf(one -> world.elapsed() >= one.until);
    }

    /** The documents it holds, each as often as it does. */
    List<PublicationBody> documents() {
        expire();
        List<PublicationBody> all = new ArrayList<>();
        held.values().forEach(one -> all.add(one.body));
        return all;
    }

    @Override
    public String toString() {
        return host + " " + mood + " " + held;
    }
}
