package org.outpub.publish.sip.jain;

import gov.nist.javax.sip.message.SIPResponse;
import java.time.Duration;
import java.util.function.Consumer;
import javax.sip.SipException;
import org.jspecify.annotations.Nullable;
import org.outpub.api.time.TaskScheduler;
import org.outpub.api.time.TaskScheduler.Cancellable;
import org.outpub.api.time.Ticker;
import org.outpub.publish.sip.PublishRequest;
import org.outpub.publish.sip.SipOutcome;
import org.outpub.publish.transaction.ClientTransaction;
import org.outpub.publish.transaction.ClientTransaction.Effect;
import org.outpub.publish.transaction.ClientTransaction.Event;
import org.outpub.publish.transaction.ClientTransaction.Phase;
import org.outpub.publish.transaction.ClientTransaction.Step;

/** A request under way: performs what its transaction decides. Safe for use by many threads; guarded by itself. */
final class PendingRequest {
    /** Sends the request once. */
    @FunctionalInterface
    interface Transmitter {
        /** Sends the request once. */
        void transmit() throws SipException;
    }

    private final PublishRequest request;
    private final Transmitter transmitter;
    private final Ticker ticker;
    private final TaskScheduler scheduler;
    private final Runnable forget;
    private @Nullable Consumer<SipOutcome> outcome;
    private @Nullable ClientTransaction transaction;
    private @Nullable Cancellable timer;

    PendingRequest(
            PublishRequest request,
            Transmitter transmitter,
            Ticker ticker,
            TaskScheduler scheduler,
            Runnable forget,
            Consumer<SipOutcome> outcome) {
        this.request = request;
        this.transmitter = transmitter;
        this.ticker = ticker;
        this.scheduler = scheduler;
        this.forget = forget;
        this.outcome = outcome;
    }

    void start() {
        synchronized (this) {
            transaction = ClientTransaction.start(ticker.nanos(), false);
            arm();
        }
        transmit();
    }

    /** Takes a response whose branch fits; what does not belong to the request all the same is dropped. */
    boolean received(SIPResponse response) {
        if (!belongs(response)) {
            return false;
        }
        boolean last = response.getStatusCode() >= 200;
        on(last ? Event.FINAL : Event.PROVISIONAL, last ? new SipOutcome.Answered(Answers.read(response)) : null);
        return true;
    }

    private boolean belongs(SIPResponse response) {
        return response.getViaHeaders().size() == 1
                && response.getCSeq() != null
                && response.getCSeq().getSeqNumber() == request.cseq()
                && "PUBLISH".equals(response.getCSeq().getMethod())
                && response.getCallId() != null
                && request.callId().equals(response.getCallId().getCallId())
                && request.fromTag().equals(response.getFromTag());
    }

    /** Ends it without an answer. */
    void fail(String reason) {
        end(new SipOutcome.Unreachable(reason));
    }

    private void transmit() {
        try {
            transmitter.transmit();
        } catch (SipException | RuntimeException failed) {
            fail("sending failed: " + UdpStack.reason(failed));
        }
    }

    private void on(Event event, @Nullable SipOutcome answer) {
        Effect effect;
        synchronized (this) {
            if (transaction == null) {
                return;
            }
            Step step = transaction.on(event, ticker.nanos());
            transaction = step.next();
            effect = step.effect();
            if (transaction.phase() == Phase.TERMINATED) {
                disarm();
                forget.run();
            } else {
                arm();
            }
        }
        switch (effect) {
            case TRANSMIT -> transmit();
            case DELIVER -> deliver(answer);
            case TIME_OUT -> deliver(new SipOutcome.TimedOut("no answer within 32 s"));
            default -> {}
        }
    }

    private void end(SipOutcome how) {
        synchronized (this) {
            transaction = null;
            disarm();
            forget.run();
        }
        deliver(how);
    }

    private void deliver(@Nullable SipOutcome how) {
        Consumer<SipOutcome> waiting;
        synchronized (this) {
            waiting = outcome;
            outcome = null;
        }
        if (waiting != null && how != null) {
            waiting.accept(how);
        }
    }

    private void arm() {
        ClientTransaction now = transaction;
        if (now == null) {
            return;
        }
        disarm();
        timer = scheduler.schedule(Duration.ofNanos(now.wakeAt() - ticker.nanos()), () -> on(Event.TIMER, null));
    }

    private void disarm() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
