package org.outpub.publish.sip.jain;

import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.api.time.TaskScheduler;
import org.outpub.api.time.TaskScheduler.Cancellable;
import org.outpub.api.time.Ticker;
import org.outpub.publish.delivery.ClientTransaction;
import org.outpub.publish.delivery.ClientTransaction.Effect;
import org.outpub.publish.delivery.ClientTransaction.Fact;
import org.outpub.publish.delivery.ClientTransaction.State;
import org.outpub.publish.delivery.ClientTransaction.Step;
import org.outpub.publish.delivery.SipOutcome;
import org.outpub.publish.delivery.SipOutcome.Answered;
import org.outpub.publish.delivery.SipOutcome.TimedOut;
import org.outpub.publish.delivery.SipOutcome.Unreachable;
import org.outpub.publish.sip.PublishRequest;
import org.outpub.publish.sip.stream.Outgoing;
import org.outpub.publish.sip.stream.Peer;

/**
 * A request under way: performs what its {@link ClientTransaction} orders. Safe for use by many threads; its lock is not
 * held while sending or reporting.
 */
final class PendingRequest implements Outgoing {
    private final Wire wire;
    private final Identity identity;
    private final Peer peer;
    private final boolean reliable;
    private final byte[] message;
    private final Consumer<SipOutcome> outcome;
    private final TaskScheduler scheduler;
    private final Ticker ticker;
    private ClientTransaction transaction; // guarded by this
    private @Nullable Cancellable timer; // guarded by this
    private boolean heard; // guarded by this
    private boolean sent; // guarded by this

    /** What a request goes out through. */
    interface Wire {
        /** Sends a request's bytes. */
        void send(PendingRequest request) throws IOException;

        /** Finds out why nothing has come; what it finds is told by {@link PendingRequest#transportFailed}. */
        void silent(PendingRequest request);

        /** Forgets a request that has ended. */
        void ended(PendingRequest request);
    }

    /**
     * What an answer must repeat (RFC 3261 §17.1.3, §18.1.2, §8.2.6.2).
     *
     * @param branch of the Via header
     * @param sentBy of the Via header
     * @param callId Call-ID
     * @param fromTag tag of From
     * @param cseq number of CSeq
     */
    record Identity(String branch, String sentBy, String callId, String fromTag, long cseq) {
        static Identity of(PublishRequest request, String branch, String sentBy) {
            return new Identity(branch, sentBy, request.callId(), request.fromTag(), request.cseq());
        }

        /** Whether an answer is to this request; one with two Vias is for somebody else (RFC 3261 §8.1.3.3). */
        boolean isAnsweredBy(SIPResponse response) {
            Via via = response.getTopmostVia();
            return branch.equals(via.getBranch())
                    && sentBy.equalsIgnoreCase(via.getSentBy().toString())
                    && response.getViaHeaders().size() == 1
                    && "PUBLISH".equals(response.getCSeq().getMethod())
                    && cseq == response.getCSeq().getSeqNumber()
                    && callId.equals(response.getCallId().getCallId())
                    && fromTag.equals(response.getFromTag());
        }
    }

    PendingRequest(
            Wire wire,
            Identity identity,
            Peer peer,
            boolean reliable,
            byte[] message,
            Consumer<SipOutcome> outcome,
            TaskScheduler scheduler,
            Ticker ticker) {
        this.wire = wire;
        this.identity = identity;
        this.peer = peer;
        this.reliable = reliable;
        this.message = message;
        this.outcome = outcome;
        this.scheduler = scheduler;
        this.ticker = ticker;
        this.transaction = ClientTransaction.start(reliable, ticker.nanos()).next();
    }

    Identity identity() {
        return identity;
    }

    InetSocketAddress target() {
        return peer.address();
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public byte[] bytes() {
        return message;
    }

    /** Whether the server has shown that it works on the request. */
    synchronized boolean heard() {
        return heard;
    }

    /** Sends it for the first time, unless it has ended already. */
    void start() {
        Step step;
        synchronized (this) {
            if (transaction.state() == State.TERMINATED) {
                return;
            }
            step = taken(ClientTransaction.start(reliable, ticker.nanos()));
        }
        perform(step.effects(), null);
    }

    /**
     * An answer came.
     *
     * @param response of the request's branch
     * @param head as written
     * @return false if the answer is not to this request
     */
    boolean answered(SIPResponse response, MessageHead head) {
        if (!identity.isAnsweredBy(response)) {
            return false;
        }
        int status = response.getStatusCode();
        if (status < 200) {
            happened(Fact.PROVISIONAL, null);
        } else {
            happened(Fact.FINAL, new Answered(AnswerReader.read(status, response.getReasonPhrase(), head)));
        }
        return true;
    }

    @Override
    public void failed(String reason) {
        transportFailed(reason);
    }

    /** The transport is gone. */
    void transportFailed(String reason) {
        happened(Fact.TRANSPORT_ERROR, new Unreachable(reason));
    }

    /** Ends it without a word. */
    void abandon() {
        happened(Fact.TRANSPORT_ERROR, null);
    }

    private void happened(Fact fact, @Nullable SipOutcome report) {
        Step step;
        synchronized (this) {
            heard |= fact == Fact.PROVISIONAL;
            step = taken(transaction.next(fact, ticker.nanos()));
        }
        perform(step.effects(), report);
    }

    // Called with the lock held, so that the timer is that of the newest step.
    private Step taken(Step step) {
        transaction = step.next();
        boolean arm = step.effects().contains(Effect.ARM_TIMER);
        if (timer != null && (arm || step.effects().contains(Effect.END))) {
            timer.cancel();
            timer = null;
        }
        if (arm) {
            Duration delay = Duration.ofNanos(step.next().dueAt() - ticker.nanos());
            timer = scheduler.schedule(delay, () -> happened(Fact.TIMER, null));
        }
        return step;
    }

    private void perform(Set<Effect> effects, @Nullable SipOutcome report) {
        if (effects.contains(Effect.END)) {
            wire.ended(this);
        }
        if (effects.contains(Effect.TRANSMIT)) {
            transmit();
        }
        if (effects.contains(Effect.TIME_OUT)) {
            outcome.accept(new TimedOut("no final answer from " + peer + " within 32 seconds"));
        } else if (report != null && (effects.contains(Effect.DELIVER) || effects.contains(Effect.FAIL))) {
            outcome.accept(report);
        }
    }

    private void transmit() {
        boolean silent;
        synchronized (this) {
            silent = sent && !heard;
            sent = true;
        }
        try {
            wire.send(this);
            if (silent) {
                wire.silent(this);
            }
        } catch (IOException failed) {
            transportFailed("cannot send to " + peer + ": " + failed.getMessage());
        }
    }
}
