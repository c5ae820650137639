package org.outpub.publish.transaction;

import java.util.concurrent.TimeUnit;

/**
 * A non-INVITE client transaction (RFC 3261 §17.1.2). Pure and immutable: an event at a time gives the next state and at
 * most one effect.
 *
 * <pre>
 * phase       event        condition        next        effect     source
 * -           start                         TRYING      TRANSMIT   17.1.2.2
 * TRYING      timer        E, unreliable    TRYING      TRANSMIT   17.1.2.2
 * TRYING      timer        F                TERMINATED  TIME_OUT   17.1.2.2
 * TRYING      provisional                   PROCEEDING  NONE       17.1.2.2
 * TRYING      final        unreliable       COMPLETED   DELIVER    17.1.2.2
 * TRYING      final        reliable         TERMINATED  DELIVER    17.1.2.2
 * PROCEEDING  timer        E, unreliable    PROCEEDING  TRANSMIT   17.1.2.2
 * PROCEEDING  timer        F                TERMINATED  TIME_OUT   17.1.2.2
 * PROCEEDING  provisional                   PROCEEDING  NONE       17.1.2.2
 * PROCEEDING  final        unreliable       COMPLETED   DELIVER    17.1.2.2
 * PROCEEDING  final        reliable         TERMINATED  DELIVER    17.1.2.2
 * COMPLETED   timer        K                TERMINATED  NONE       17.1.2.2
 * COMPLETED   provisional                   COMPLETED   NONE       17.1.2.2
 * COMPLETED   final                         COMPLETED   NONE       17.1.2.2
 * </pre>
 *
 * @param phase where it stands
 * @param reliable whether the transport is, so that nothing is sent twice
 * @param intervalNanos the current value of timer E
 * @param retransmitAt when timer E fires; only while unreliable and not completed
 * @param endsAt when timer F fires, or once completed timer K
 */
public record ClientTransaction(Phase phase, boolean reliable, long intervalNanos, long retransmitAt, long endsAt) {
    private static final long T1 = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long T2 = TimeUnit.SECONDS.toNanos(4);
    private static final long T4 = TimeUnit.SECONDS.toNanos(5);
    private static final long TIMER_F = 64 * T1;

    /** Where a transaction stands. */
    public enum Phase {
        /** Sent; nothing came back. */
        TRYING,
        /** A provisional response came. */
        PROCEEDING,
        /** A final response came; its repetitions are absorbed. */
        COMPLETED,
        /** Over. */
        TERMINATED
    }

    /** What happened. */
    public enum Event {
        /** A 1xx response came. */
        PROVISIONAL,
        /** A final response came. */
        FINAL,
        /** The moment that {@link #wakeAt} named has come. */
        TIMER
    }

    /** What to do. */
    public enum Effect {
        /** Nothing. */
        NONE,
        /** Send the request, the same bytes each time. */
        TRANSMIT,
        /** Hand the final response on. */
        DELIVER,
        /** Tell that no final response came. */
        TIME_OUT
    }

    /**
     * What an event led to.
     *
     * @param next the state after it
     * @param effect what to do
     */
    public record Step(ClientTransaction next, Effect effect) {}

    /**
     * Begins a transaction; the request is to be transmitted at once.
     *
     * @param now in the ticker's nanoseconds
     * @param reliable whether the transport is
     * @return the state
     */
    public static ClientTransaction start(long now, boolean reliable) {
        return new ClientTransaction(Phase.TRYING, reliable, T1, now + T1, now + TIMER_F);
    }

    /**
     * Takes an event.
     *
     * @param event what happened
     * @param now when, in the ticker's nanoseconds
     * @return what it led to
     */
    public Step on(Event event, long now) {
        return switch (event) {
            case PROVISIONAL -> new Step(phase == Phase.TRYING ? proceeding(now) : this, Effect.NONE);
            case FINAL -> awaitsFinal() ? new Step(completed(now), Effect.DELIVER) : new Step(this, Effect.NONE);
            case TIMER -> timer(now);
        };
    }

    private boolean awaitsFinal() {
        return phase == Phase.TRYING || phase == Phase.PROCEEDING;
    }

    /** Once a provisional response came, timer E runs at T2. */
    private ClientTransaction proceeding(long now) {
        return new ClientTransaction(Phase.PROCEEDING, reliable, T2, now + T2, endsAt);
    }

    private ClientTransaction completed(long now) {
        return reliable ? in(Phase.TERMINATED) : new ClientTransaction(Phase.COMPLETED, false, 0, 0, now + T4);
    }

    private ClientTransaction in(Phase next) {
        return new ClientTransaction(next, reliable, intervalNanos, retransmitAt, endsAt);
    }

    private Step timer(long now) {
        if (phase == Phase.TERMINATED) {
            return new Step(this, Effect.NONE);
        }
        if (now - endsAt >= 0) {
            return new Step(in(Phase.TERMINATED), awaitsFinal() ? Effect.TIME_OUT : Effect.NONE);
        }
        if (!awaitsFinal() || reliable || now - retransmitAt < 0) {
            return new Step(this, Effect.NONE);
        }
        long interval = phase == Phase.PROCEEDING ? T2 : Math.min(2 * intervalNanos, T2);
        return new Step(new ClientTransaction(phase, false, interval, now + interval, endsAt), Effect.TRANSMIT);
    }

    /**
     * When it wants {@link Event#TIMER} next.
     *
     * @return in the ticker's nanoseconds; without meaning once terminated
     */
    public long wakeAt() {
        boolean retransmits = awaitsFinal() && !reliable && retransmitAt - endsAt < 0;
        return retransmits ? retransmitAt : endsAt;
    }
}
