package org.outpub.it.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.wire.WireRequest;

/**
 * What holds at every moment, whatever happens. Sees every request that is handed to a transport and every answer that
 * reaches the agent, and keeps what was broken.
 */
final class Laws {
    private static final int MOST_VIOLATIONS = 10;
    /** A second, less what the retry policy spreads. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(700);
    /** A redirection's ten places, each with some challenges. */
    private static final int MOST_FOLLOW_UPS = 60;

    private static final int MOST_CHALLENGES_ANSWERED = 12;
    /** A delivery's deadline, and a little. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(302);

    private static final long JUST_REFUSED_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final Set<Integer> REDIRECTING = Set.of(300, 301, 302, 305);

    private final Map<WireRequest, Sent> underWay = new IdentityHashMap<>();
    private final Map<String, Sent> byBranch = new HashMap<>();
    private final Map<String, Sent> byUri = new HashMap<>();
    private final Map<String, Past> pasts = new HashMap<>();
    private final Map<Server, Long> busyUntil = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final Deque<String> trace = new ArrayDeque<>();
    private final Faults faults;
    private World world;
    private boolean telling;
    private long configuredAt;
    private long requests;

    /** A request that is under way. */
    private record Sent(WireRequest wire, SimulatedRequest request, byte[] bytes, Server server, long at) {}

    /** What was exchanged under a Call-ID. */
    private static final class Past {
        private long cseq;
        private int followUps;
        private int challenges;
        private boolean redirected;
        private @Nullable SimulatedRequest last;
        private @Nullable SimulatedAnswer answer;
        private boolean unknown;
        private long endedAt = Long.MIN_VALUE;
        private long chainSince = Long.MIN_VALUE;
        private long rejectedSentAt;
    }

    Laws(Faults faults) {
        this.faults = faults;
    }

    void of(World own) {
        world = own;
    }

    /** Keeps a trace from now on. */
    void tell() {
        telling = true;
    }

    List<String> violations() {
        return violations;
    }

    long requests() {
        return requests;
    }

    Collection<String> trace() {
        return trace;
    }

    void note(Supplier<String> what) {
        if (telling) {
            trace.add(TimeUnit.NANOSECONDS.toMillis(world.elapsed()) + " ms: " + what.get());
            if (trace.size() > Integer.getInteger("simulation.trace", 400)) {
                trace.remove();
            }
        }
    }

    void require(boolean holds, Supplier<String> violation) {
        if (!holds && violations.size() < MOST_VIOLATIONS) {
            violations.add(TimeUnit.NANOSECONDS.toMillis(world.elapsed()) + " ms: " + violation.get());
        }
    }

    /** Something was thrown where nothing may be, unless we threw it. */
    void thrown(String where, Throwable thrown) {
        require(
                Faults.isOurs(thrown),
                () -> where + " threw " + thrown + " at "
                        + Arrays.asList(thrown.getStackTrace()).subList(0, Math.min(6, thrown.getStackTrace().length)));
    }

    /** Configuration changed, or somebody asked to try again. */
    void configured() {
        configuredAt = world.elapsed();
    }

    /** The process is gone, and another one knows nothing of what went on. */
    void newProcess() {
        underWay.clear();
        byBranch.clear();
        byUri.clear();
        pasts.clear();
        busyUntil.clear();
    }

    /**
     * A transport was given a request.
     *
     * @return how a server reads it
     */
    SimulatedRequest sent(WireRequest wire, byte[] bytes, @Nullable SimulatedServer there) {
        require(world.isOnLoop(), () -> "something was sent by another thread");
        Sent before = underWay.get(wire);
        if (before != null) {
            require(Arrays.equals(bytes, before.bytes), () -> "another retransmission of " + before.request);
            return before.request;
        }
        SimulatedRequest request = SimulatedRequest.read(bytes);
        Sent sent = new Sent(wire, request, bytes, wire.server(), world.elapsed());
        requests++;
        note(() -> request + " to " + wire.server());
        require(request.faults().isEmpty(), () -> "a server reads " + request.faults());
        underWay.put(wire, sent);
        byBranch.put(request.branch(), sent);
        Sent other = byUri.put(request.requestUri(), sent);
        require(other == null, () -> "two requests are under way to " + request.requestUri());
        long busy = busyUntil.getOrDefault(wire.server(), 0L);
        require(
                world.elapsed() >= busy,
                () -> wire.server() + " wants to be left alone for another "
                        + TimeUnit.NANOSECONDS.toMillis(busy - world.elapsed()) + " ms");
        Past past = pasts.computeIfAbsent(request.callId(), id -> new Past());
        boolean again = past.cseq == request.cseq();
        // Numbers are left out where a request found no way; one over another way has its own.
        require(request.cseq() >= past.cseq, () -> "CSeq " + request.cseq() + " after " + past.cseq);
        if (!again) {
            boolean same = pace(past, request);
            if (same && there != null && there.isGuarded()) {
                credentials(past, request, there.gate().look(request));
            }
        }
        past.cseq = request.cseq();
        past.last = request;
        past.answer = null;
        past.unknown = false;
        return request;
    }

    /** Whether it is known what the request before was answered, and configuration is still the same. */
    private boolean pace(Past past, SimulatedRequest request) {
        SimulatedRequest last = past.last;
        if (last == null || past.unknown || past.endedAt == Long.MIN_VALUE) {
            past.followUps = 0;
            return false;
        }
        SimulatedAnswer answer = past.answer;
        boolean wasGood = answer != null && answer.status() / 100 == 2;
        boolean paused = world.elapsed() - past.endedAt >= PAUSE_NANOS;
        // What changed while requests followed on each other counts for the end of them all.
        boolean configured = configuredAt >= past.chainSince;
        if (wasGood || paused || configured) {
            past.followUps = 0;
            past.challenges = 0;
            past.redirected = false;
            past.chainSince = wasGood || paused ? past.endedAt : past.chainSince;
            return !configured;
        }
        past.followUps++;
        int status = answer == null ? 0 : answer.status();
        past.redirected |= REDIRECTING.contains(status);
        boolean challenged = status == 401 || status == 407;
        past.challenges = challenged ? past.challenges + 1 : past.challenges;
        boolean removal = request.expires() == 0 && last.expires() > 0;
        boolean asked = challenged
                || (status == 412 || status == 481) && last.entityTag() != null
                || status == 423 && answer.minExpires() > last.expires()
                || past.redirected
                || removal;
        require(asked, () -> request + " follows at once on " + (answer == null ? "no answer" : answer));
        require(past.followUps <= MOST_FOLLOW_UPS, () -> request + " is the " + past.followUps + "th in a row at once");
        require(
                past.redirected || past.challenges <= MOST_CHALLENGES_ANSWERED,
                () -> past.challenges + " challenges were answered at once");
        return true;
    }

    /** Another try with the same request may mean that a nonce was too old, and a removal has but one; the next document waits. */
    private void credentials(Past past, SimulatedRequest request, SimulatedGate.Verdict verdict) {
        SimulatedRequest last = past.last;
        boolean isFollowUp = last != null && last.body().equals(request.body());
        boolean justRejected = past.answer != null
                && past.answer.rejects()
                && past.rejectedSentAt > configuredAt
                && world.elapsed() - past.endedAt < JUST_REFUSED_NANOS;
        require(
                !(justRejected && !isFollowUp && request.expires() > 0 && verdict == SimulatedGate.Verdict.WRONG),
                () -> "credentials that were just rejected are sent again: " + request);
    }

    /** An answer is about to reach the agent. */
    void delivered(SimulatedAnswer answer) {
        Sent sent = byBranch.get(answer.request().branch());
        if (sent == null) {
            return;
        }
        note(answer::toString);
        if (answer.status() < 200) {
            return;
        }
        Past past = pasts.get(sent.request.callId());
        if (!answer.isClean()) {
            past.unknown = true;
            return;
        }
        if (past.answer != null) {
            return;
        }
        past.answer = answer;
        if (answer.rejects()) {
            past.rejectedSentAt = sent.at;
        }
        if (answer.status() == 503 && answer.retryAfter() >= 0) {
            busyUntil.put(sent.server, world.elapsed() + TimeUnit.SECONDS.toNanos(answer.retryAfter()));
        }
    }

    /** A request's end is known to the agent. */
    void forgotten(WireRequest wire) {
        Sent sent = underWay.remove(wire);
        if (sent == null) {
            return;
        }
        byBranch.remove(sent.request.branch());
        byUri.remove(sent.request.requestUri(), sent);
        Past past = pasts.get(sent.request.callId());
        past.endedAt = world.elapsed();
    }

    int underWay() {
        return underWay.size();
    }

    /** Nothing is under way for longer than a delivery may last. */
    void checkDeadlines() {
        if (world.wasSuspended()) {
            return;
        }
        for (Sent sent : underWay.values()) {
            require(
                    world.elapsed() - sent.at < LONGEST_NANOS,
                    () -> sent.request + " is under way for more than 300 seconds");
        }
    }

    long strikes() {
        return faults.strikes();
    }
}
