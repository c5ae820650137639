package org.outpub.publish.delivery;

import java.util.EnumSet;
import java.util.Set;

/**
 * A non-INVITE client transaction (RFC 3261 §17.1.2). Immutable and pure: a fact goes in, the next transaction and what
 * to do come out. Which answer belongs to it (§17.1.3) is the caller's to find out.
 *
 * <p>At most one timer is armed at any time, for {@link #dueAt()}; it stands for Timer E or F, whichever comes first, and
 * later for K. A timer that goes off early, or that could not be taken back in time, does no harm. Over a reliable
 * transport Timer E never starts and Timer K is zero.
 *
 * <pre>
 * | state       | fact                | next        | to do
 * | ----------- | ------------------- | ----------- | ----------------------
 * | (none)      | started             | TRYING      | TRANSMIT, ARM_TIMER
 * | TRYING      | PROVISIONAL         | PROCEEDING  |
 * | TRYING      | FINAL               | COMPLETED   | DELIVER, ARM_TIMER
 * | TRYING      | FINAL, reliable     | TERMINATED  | DELIVER, END
 * | TRYING      | TIMER, none is due  | TRYING      | ARM_TIMER
 * | TRYING      | TIMER, E is due     | TRYING      | TRANSMIT, ARM_TIMER
 * | TRYING      | TIMER, F is due     | TERMINATED  | TIME_OUT, END
 * | TRYING      | TRANSPORT_ERROR     | TERMINATED  | FAIL, END
 * | PROCEEDING  | PROVISIONAL         | PROCEEDING  |
 * | PROCEEDING  | FINAL               | COMPLETED   | DELIVER, ARM_TIMER
 * | PROCEEDING  | FINAL, reliable     | TERMINATED  | DELIVER, END
 * | PROCEEDING  | TIMER, none is due  | PROCEEDING  | ARM_TIMER
 * | PROCEEDING  | TIMER, E is due     | PROCEEDING  | TRANSMIT, ARM_TIMER
 * | PROCEEDING  | TIMER, F is due     | TERMINATED  | TIME_OUT, END
 * | PROCEEDING  | TRANSPORT_ERROR     | TERMINATED  | FAIL, END
 * | COMPLETED   | PROVISIONAL         | COMPLETED   |
 * | COMPLETED   | FINAL               | COMPLETED   |
 * | COMPLETED   | TIMER, none is due  | COMPLETED   | ARM_TIMER
 * | COMPLETED   | TIMER, K is due     | TERMINATED  | END
 * | COMPLETED   | TRANSPORT_ERROR     | TERMINATED  | END
 * | TERMINATED  | PROVISIONAL         | TERMINATED  |
 * | TERMINATED  | FINAL               | TERMINATED  |
 * | TERMINATED  | TIMER               | TERMINATED  |
 * | TERMINATED  | TRANSPORT_ERROR     | TERMINATED  |
 * </pre>
 *
 * @param state where it stands
 * @param reliable whether the transport neither loses nor repeats
 * @param intervalNanos what Timer E last started with; 0 over a reliable transport
 * @param retransmitAt when Timer E is due, in nanoseconds; meaningless over a reliable transport
 * @param endsAt when Timer F, in COMPLETED Timer K, is due
 */
public record ClientTransaction(State state, boolean reliable, long intervalNanos, long retransmitAt, long endsAt) {
    /** The estimated round trip (§17.1.2.1), in nanoseconds. */
    public static final long T1 = 500_000_000L;
    /** The longest time between two retransmissions, in nanoseconds. */
    public static final long T2 = 8 * T1;
    /** How long a message stays in the network, in nanoseconds. */
    public static final long T4 = 10 * T1;

    private static final Set<Effect> NOTHING = Set.of();
    private static final Set<Effect> SEND = EnumSet.of(Effect.TRANSMIT, Effect.ARM_TIMER);
    private static final Set<Effect> WAIT = EnumSet.of(Effect.ARM_TIMER);
    private static final Set<Effect> LINGER = EnumSet.of(Effect.DELIVER, Effect.ARM_TIMER);
    private static final Set<Effect> DELIVER_AND_END = EnumSet.of(Effect.DELIVER, Effect.END);
    private static final Set<Effect> TIME_OUT = EnumSet.of(Effect.TIME_OUT, Effect.END);
    private static final Set<Effect> FAIL = EnumSet.of(Effect.FAIL, Effect.END);
    private static final Set<Effect> END = EnumSet.of(Effect.END);

    /** Where a transaction stands (§17.1.2.2, figure 6). */
    public enum State {
        /** No answer has come. */
        TRYING,
        /** A provisional answer has come. */
        PROCEEDING,
        /** The final answer has come; repetitions of it are absorbed. */
        COMPLETED,
        /** It is over. */
        TERMINATED
    }

    /** What happened. */
    public enum Fact {
        /** A 1xx came. */
        PROVISIONAL,
        /** A 2xx to 6xx came. */
        FINAL,
        /** The armed timer went off. */
        TIMER,
        /** The transport could not send, or is gone (§17.1.4). */
        TRANSPORT_ERROR
    }

    /** What is to be done. */
    public enum Effect {
        /** Send the request, the same bytes each time. */
        TRANSMIT,
        /** Hand up the answer that just came. */
        DELIVER,
        /** Let a {@link Fact#TIMER} come at {@link ClientTransaction#dueAt()}, in place of the timer armed before. */
        ARM_TIMER,
        /** Report that no final answer came. */
        TIME_OUT,
        /** Report that the transport failed. */
        FAIL,
        /** Forget the transaction, and disarm its timer. */
        END
    }

    /**
     * What a fact led to.
     *
     * @param next the transaction from now on
     * @param effects to be performed in the order of their declaration; not to be changed
     */
    public record Step(ClientTransaction next, Set<Effect> effects) {}

    /**
     * Begins.
     *
     * @param reliable whether the transport neither loses nor repeats
     * @param now in nanoseconds, on a clock that may wrap
     * @return the transaction in TRYING, and the order to send
     */
    public static Step start(boolean reliable, long now) {
        long interval = reliable ? 0 : T1;
        return new Step(new ClientTransaction(State.TRYING, reliable, interval, now + interval, now + 64 * T1), SEND);
    }

    /**
     * When the next timer is due.
     *
     * @return nanoseconds on the clock of {@code now}
     */
    public long dueAt() {
        boolean retransmitFirst = retransmits() && retransmitAt - endsAt < 0;
        return retransmitFirst ? retransmitAt : endsAt;
    }

    private boolean retransmits() {
        return !reliable && (state == State.TRYING || state == State.PROCEEDING);
    }

    /**
     * Decides what follows from a fact.
     *
     * @param fact what happened
     * @param now in nanoseconds, on the clock of {@link #start}
     * @return the transaction from now on, and what to do
     */
    public Step next(Fact fact, long now) {
        return switch (state) {
            case TRYING, PROCEEDING -> waiting(fact, now);
            case COMPLETED -> completed(fact, now);
            case TERMINATED -> new Step(this, NOTHING);
        };
    }

    private Step waiting(Fact fact, long now) {
        return switch (fact) {
            case PROVISIONAL -> new Step(in(State.PROCEEDING), NOTHING);
            case FINAL ->
                reliable
                        ? new Step(in(State.TERMINATED), DELIVER_AND_END)
                        : new Step(new ClientTransaction(State.COMPLETED, false, 0, now, now + T4), LINGER);
            case TIMER -> timer(now);
            case TRANSPORT_ERROR -> new Step(in(State.TERMINATED), FAIL);
        };
    }

    private Step timer(long now) {
        if (now - endsAt >= 0) {
            return new Step(in(State.TERMINATED), TIME_OUT);
        }
        if (reliable || now - retransmitAt < 0) {
            return new Step(this, WAIT);
        }
        long interval = state == State.PROCEEDING ? T2 : Math.min(2 * intervalNanos, T2);
        return new Step(new ClientTransaction(state, false, interval, now + interval, endsAt), SEND);
    }

    private Step completed(Fact fact, long now) {
        return switch (fact) {
            case PROVISIONAL, FINAL -> new Step(this, NOTHING);
            case TIMER -> now - endsAt >= 0 ? new Step(in(State.TERMINATED), END) : new Step(this, WAIT);
            case TRANSPORT_ERROR -> new Step(in(State.TERMINATED), END);
        };
    }

    private ClientTransaction in(State other) {
        return new ClientTransaction(other, reliable, intervalNanos, retransmitAt, endsAt);
    }
}
