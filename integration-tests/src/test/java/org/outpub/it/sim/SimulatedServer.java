package org.outpub.it.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A compositor that may be in many a mood, in bytes. Answers a repeated request alike, until it restarts; asks for
 * credentials and checks them.
 */
final class SimulatedServer {
    private static final int[] REFUSALS = {
        300, 400, 403, 404, 405, 408, 412, 415, 423, 480, 481, 486, 489, 491, 500, 501, 503, 504, 600, 603, 604
    };
    private static final Pattern DEVICE = Pattern.compile("\"device\":\"([^\"]*)\",\"state\":\"([A-Z_]*)\"");
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(32);
    private static final long LONGEST_GRANT = 900;

    /** What it does with a request. */
    enum Mood {
        WELL,
        REFUSING,
        BUSY,
        SILENT,
        BRIEF,
        STINGY,
        GENEROUS,
        WORDLESS,
        NAMELESS,
        SUSPICIOUS,
        REDIRECTING,
        ODD,
        DOWN
    }

    /** What it holds under an entity-tag. */
    private record Held(String resource, String body, long expiresAt, Map<String, String> told) {
        /** The next document of the same publication; what earlier ones told is remembered, as peers of Asterisk do. */
        static Held of(@Nullable Held before, String resource, String body, long expiresAt) {
            Map<String, String> told = new HashMap<>(before == null ? Map.of() : before.told);
            Matcher device = DEVICE.matcher(body);
            if (device.find()) {
                told.put(device.group(1), device.group(2));
            }
            return new Held(resource, body, expiresAt, told);
        }
    }

    private record Remembered(@Nullable SimulatedAnswer answer, long until) {}

    private final String address;
    private final World world;
    private final Random random;
    private final SimulatedGate gate;
    private final Map<String, Held> held = new LinkedHashMap<>();
    private final Map<String, Remembered> answered = new HashMap<>();
    private Mood mood = Mood.WELL;
    private boolean guarded;
    private boolean wordy;
    private String elsewhere = "";
    private int tags;

    SimulatedServer(String address, World world, Random random) {
        this.address = address;
        this.world = world;
        this.random = random;
        this.gate = new SimulatedGate(address, random);
    }

    String address() {
        return address;
    }

    SimulatedGate gate() {
        return gate;
    }

    boolean isGuarded() {
        return guarded;
    }

    /** Whether nothing listens there, so that hosts say so. */
    boolean isDown() {
        return mood == Mood.DOWN;
    }

    void mood(Mood next, String redirectedTo) {
        mood = next;
        elsewhere = redirectedTo;
    }

    /** Asks for credentials from now on, or no longer. */
    void guard(boolean on) {
        guarded = on;
    }

    /** Writes its answers in unusual ways from now on, or no longer. */
    void wordy(boolean on) {
        wordy = on;
    }

    /** Forgets everything. */
    void restart() {
        held.clear();
        answered.clear();
        gate.change();
        tags += 1000;
    }

    /**
     * A request came.
     *
     * @param request as it was read
     * @param back takes the answers to it, none or several
     */
    void received(SimulatedRequest request, Consumer<SimulatedAnswer> back) {
        if (mood == Mood.SILENT || mood == Mood.DOWN) {
            return;
        }
        expire();
        Remembered same = answered.get(request.branch());
        if (same == null) {
            if (random.nextInt(8) == 0) {
                back.accept(new SimulatedAnswer.Builder(100, request).write(quirks()));
            }
            SimulatedAnswer answer = decide(request);
            same = new Remembered(answer, world.elapsed() + REMEMBERED_NANOS);
            answered.put(request.branch(), same);
        }
        if (same.answer != null) {
            back.accept(same.answer);
        }
    }

    private @Nullable Random quirks() {
        return wordy ? random : null;
    }

    private SimulatedAnswer decide(SimulatedRequest request) {
        if (guarded) {
            SimulatedGate.Verdict verdict = gate.check(request);
            if (verdict != SimulatedGate.Verdict.RIGHT) {
                return challenge(request, verdict);
            }
        }
        return switch (mood) {
            case REFUSING -> refuse(request);
            case BUSY ->
                answer(503, request).retryAfter(1 + random.nextInt(120)).write(quirks());
            case BRIEF -> brief(request);
            case REDIRECTING -> redirect(request);
            case SUSPICIOUS -> challenge(request, SimulatedGate.Verdict.NONE);
            case ODD -> random.nextInt(3) == 0 ? odd(request) : publish(request);
            default -> publish(request);
        };
    }

    private static SimulatedAnswer.Builder answer(int status, SimulatedRequest request) {
        return new SimulatedAnswer.Builder(status, request);
    }

    private SimulatedAnswer challenge(SimulatedRequest request, SimulatedGate.Verdict verdict) {
        String row = gate.challenge(verdict == SimulatedGate.Verdict.STALE);
        SimulatedAnswer.Builder challenge = answer(401, request).with(row);
        if (verdict == SimulatedGate.Verdict.WRONG && row.contains("stale=false")) {
            challenge.rejecting();
        }
        return challenge.write(quirks());
    }

    private SimulatedAnswer refuse(SimulatedRequest request) {
        SimulatedAnswer.Builder refusal = answer(REFUSALS[random.nextInt(REFUSALS.length)], request);
        if (random.nextInt(4) == 0) {
            refusal.retryAfter(random.nextInt(120));
        }
        if (random.nextBoolean()) {
            refusal.minExpires(random.nextInt(1000));
        }
        return refusal.write(quirks());
    }

    private SimulatedAnswer brief(SimulatedRequest request) {
        long least = 300;
        return request.expires() > 0 && request.expires() < least
                ? answer(423, request).minExpires(least).write(quirks())
                : publish(request);
    }

    private SimulatedAnswer redirect(SimulatedRequest request) {
        String lifetime = random.nextBoolean() ? ";expires=60" : "";
        return answer(random.nextBoolean() ? 301 : 302, request)
                .with("Contact: <" + elsewhere + ">" + lifetime)
                .write(quirks());
    }

    /** What wedged an agent once. */
    private SimulatedAnswer odd(SimulatedRequest request) {
        String nonce = "\", nonce=\"";
        return switch (random.nextInt(9)) {
            case 0 ->
                answer(302, request).with("Contact: <sip:h;maddr=[fe80::1%x]>").write(random);
            case 1 ->
                answer(302, request)
                        .with("Contact: " + " ".repeat(6_000) + "<sip:moved@two.test>" + " ".repeat(3_000) + ";q=0.1")
                        .write(random);
            case 2 ->
                answer(401, request)
                        .with("WWW-Authenticate: Digest realm=\"" + address + nonce + "a\u0007b\", opaque=\"\u0001\"")
                        .write(random);
            case 3 ->
                answer(401, request)
                        .with("WWW-Authenticate: Digest realm=\"" + address + nonce + "n\", qop=\"" + ",".repeat(5_000)
                                + " ".repeat(5_000) + "\"")
                        .write(random);
            case 4 -> manyRealms(request);
            case 5 ->
                answer(200, request)
                        .with("SIP-ETag: tag\u0002x")
                        .with("Expires: " + keep(request, LONGEST_GRANT))
                        .unclean()
                        .write(random);
            case 6 ->
                answer(503, request).with("Retry-After: 99999999999999999999").write(random);
            case 7 ->
                answer(407, request)
                        .with("Proxy-Authenticate: Digest realm=\"p\\\"q" + nonce
                                + "q\\\\w\", algorithm=MD5-sess, qop=auth")
                        .write(random);
            default ->
                answer(200, request)
                        .with("Expires: " + keep(request, LONGEST_GRANT))
                        .with("Authentication-Info: nextnonce=\"a\u0003\"")
                        .unclean()
                        .write(random);
        };
    }

    private SimulatedAnswer manyRealms(SimulatedRequest request) {
        SimulatedAnswer.Builder challenge = answer(401, request);
        for (int i = 0; i < 1_200; i++) {
            challenge.with("WWW-Authenticate: Digest realm=\"r" + i + "\", nonce=\"n\"");
        }
        return challenge.unclean().write(null);
    }

    /** Keeps it under a name that nobody learns. */
    private long keep(SimulatedRequest request, long longest) {
        long granted = Math.min(longest, request.expires());
        if (granted > 0 && !request.body().isEmpty()) {
            Held before = held.remove(request.entityTag());
            held.put(
                    "lost-" + address + "-" + ++tags,
                    Held.of(before, resource(request), request.body(), until(granted)));
        }
        return granted;
    }

    private static String resource(SimulatedRequest request) {
        return request.requestUri() + " " + request.event();
    }

    private long until(long seconds) {
        return world.elapsed() + TimeUnit.SECONDS.toNanos(seconds);
    }

    /** RFC 3903 §6. */
    private SimulatedAnswer publish(SimulatedRequest request) {
        String tag = request.entityTag();
        Held before = tag == null ? null : held.get(tag);
        if (tag != null && (before == null || !before.resource.equals(resource(request)))) {
            return answer(412, request).write(quirks());
        }
        String body = !request.body().isEmpty() ? request.body() : before == null ? "" : before.body;
        if (body.isEmpty()) {
            return answer(400, request).write(quirks());
        }
        held.remove(tag);
        long granted = grant(request.expires());
        String next = "tag-" + address + "-" + ++tags;
        if (granted > 0) {
            held.put(next, Held.of(before, resource(request), body, until(granted)));
        }
        return accept(request, granted, next);
    }

    private SimulatedAnswer accept(SimulatedRequest request, long granted, String tag) {
        SimulatedAnswer.Builder accepted = answer(200, request);
        if (mood != Mood.NAMELESS) {
            accepted.with("SIP-ETag: " + tag);
        }
        if (mood != Mood.WORDLESS || granted != request.expires()) {
            accepted.with("Expires: " + granted);
        }
        if (guarded && random.nextInt(8) == 0) {
            accepted.with(gate.nextNonce());
        }
        return accepted.write(quirks());
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
    List<String> documents() {
        expire();
        List<String> all = new ArrayList<>();
        held.values().forEach(one -> all.add(one.body.strip()));
        return all;
    }

    /** What publications of changes told, all their documents together. */
    Map<String, String> toldDevices() {
        expire();
        Map<String, String> all = new HashMap<>();
        held.values().forEach(one -> all.putAll(one.told));
        return all;
    }

    @Override
    public String toString() {
        return address + " " + mood + (guarded ? " guarded " : " ") + held;
    }
}
