package org.outpub.it.sim;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.api.time.TaskScheduler.Cancellable;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.Transport;
import org.outpub.publish.delivery.ClientTransaction;
import org.outpub.publish.delivery.ClientTransaction.Effect;
import org.outpub.publish.delivery.ClientTransaction.Fact;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.delivery.SipOutcome;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.sip.PublishRequest;
import org.outpub.publish.sip.SipGateway;

/**
 * A network that loses, delays, doubles and reorders datagrams, and the transactions over it. Checks every request that
 * is handed to it against the rules that hold at all times.
 */
final class SimulatedNetwork implements SipGateway {
    private static final int MOST_IN_TEN_SECONDS = 60;
    private static final int MOST_VIOLATIONS = 10;
    private final World world;
    private final Random random;
    private final Map<String, SimulatedServer> servers;
    private final Map<String, String> underWay = new HashMap<>();
    private final Map<String, Past> pasts = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final Deque<String> trace = new ArrayDeque<>();
    private double loss;
    private double doubling;
    private int slowestMillis = 5;
    private long branches;
    private long requests;

    /** What was exchanged under a Call-ID. */
    private static final class Past {
        private long cseq;
        private @Nullable String granted;
        private final Deque<Long> sentAt = new ArrayDeque<>();
    }

    SimulatedNetwork(World world, Random random, Map<String, SimulatedServer> servers) {
        this.world = world;
        this.random = random;
        this.servers = servers;
    }

    void weather(double lossRate, double doublingRate, int delayMillis) {
        loss = lossRate;
        doubling = doublingRate;
        slowestMillis = Math.max(1, delayMillis);
    }

    List<String> violations() {
        return violations;
    }

    long requests() {
        return requests;
    }

    /** The last requests and outcomes. */
    Collection<String> trace() {
        return trace;
    }

    private void trace(String line) {
        trace.add(TimeUnit.NANOSECONDS.toMillis(world.elapsed()) + " ms: " + line);
        if (trace.size() > 60) {
            trace.remove();
        }
    }

    @Override
    public void send(PublishRequest request, Consumer<SipOutcome> outcome) {
        requests++;
        String branch = "b" + ++branches;
        trace(branch + " " + request.callId().substring(0, 4) + " " + request);
        check(request, branch);
        SimulatedServer server = servers.get(request.requestUri().host());
        if (server == null) {
            ended(request, new SipOutcome.Unreachable("no such host"), outcome);
        } else {
            new Exchange(branch, request, server, outcome).begin();
        }
    }

    private void check(PublishRequest request, String branch) {
        String other = underWay.put(request.requestUri().toString(), branch);
        require(other == null, "two requests are under way to " + request.requestUri());
        require(request.entityTag() != null || request.body() != null, "an initial request without a body");
        require(request.entityTag() != null || request.expiresSeconds() > 0, "a removal without an entity-tag");
        require(request.expiresSeconds() > 0 || request.body() == null, "a removal with a body");
        Past past = pasts.computeIfAbsent(request.callId(), id -> new Past());
        require(request.cseq() == past.cseq + 1, "CSeq " + request.cseq() + " after " + past.cseq);
        past.cseq = request.cseq();
        require(
                request.entityTag() == null || request.entityTag().equals(past.granted),
                "entity-tag " + request.entityTag() + " where " + past.granted + " was granted last");
        past.sentAt.add(world.elapsed());
        while (world.elapsed() - past.sentAt.peek() > TimeUnit.SECONDS.toNanos(10)) {
            past.sentAt.remove();
        }
        require(past.sentAt.size() <= MOST_IN_TEN_SECONDS, past.sentAt.size() + " requests in ten seconds");
    }

    private void require(boolean holds, String violation) {
        if (!holds && violations.size() < MOST_VIOLATIONS) {
            violations.add(TimeUnit.NANOSECONDS.toMillis(world.elapsed()) + " ms: " + violation);
        }
    }

    private void ended(PublishRequest request, SipOutcome result, Consumer<SipOutcome> outcome) {
        underWay.remove(request.requestUri().toString());
        if (result instanceof SipOutcome.Answered answered && answered.answer().isSuccess()) {
            pasts.get(request.callId()).granted = answered.answer().entityTag();
        }
        trace(request.callId().substring(0, 4) + " -> " + result);
        outcome.accept(result);
    }

    private void carry(Runnable arrival) {
        int copies = random.nextDouble() < loss ? 0 : random.nextDouble() < doubling ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            world.schedule(Duration.ofNanos((long) (random.nextDouble() * slowestMillis * 1e6)), arrival);
        }
    }

    /** One transaction over the network. */
    private final class Exchange {
        private final String branch;
        private final PublishRequest request;
        private final SimulatedServer server;
        private final Consumer<SipOutcome> outcome;
        private ClientTransaction transaction;
        private @Nullable Cancellable timer;

        Exchange(String branch, PublishRequest request, SimulatedServer server, Consumer<SipOutcome> outcome) {
            this.branch = branch;
            this.request = request;
            this.server = server;
            this.outcome = outcome;
            this.transaction = ClientTransaction.start(false, world.nanos()).next();
        }

        void begin() {
            take(ClientTransaction.start(false, world.nanos()), null);
        }

        private void happened(Fact fact, @Nullable SipAnswer answer) {
            take(transaction.next(fact, world.nanos()), answer);
        }

        private void take(ClientTransaction.Step step, @Nullable SipAnswer answer) {
            transaction = step.next();
            Set<Effect> effects = step.effects();
            if (timer != null && (effects.contains(Effect.ARM_TIMER) || effects.contains(Effect.END))) {
                timer.cancel();
            }
            if (effects.contains(Effect.ARM_TIMER)) {
                timer = world.schedule(
                        Duration.ofNanos(transaction.dueAt() - world.nanos()), () -> happened(Fact.TIMER, null));
            }
            if (effects.contains(Effect.TRANSMIT)) {
                carry(this::arrive);
            }
            if (effects.contains(Effect.DELIVER) && answer != null) {
                Server who = new Server(Protocol.UDP, server.host(), 5060);
                ended(request, new SipOutcome.Answered(answer, who), outcome);
            } else if (effects.contains(Effect.TIME_OUT)) {
                ended(request, new SipOutcome.TimedOut("no answer"), outcome);
            }
        }

        private void arrive() {
            SipAnswer answer = server.answer(branch, request);
            if (answer != null) {
                carry(() -> happened(Fact.FINAL, answer));
            }
        }
    }

    @Override
    public List<String> useTransports(Collection<Transport> transports) {
        return List.of();
    }

    @Override
    public void close() {}
}
