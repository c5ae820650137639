package org.outpub.publish.delivery;

/**
 * The timers of a non-INVITE client transaction (RFC 3261 §17.1.2): when its request is sent again, and when no answer is
 * waited for any more. Immutable and pure. Which answer belongs to it (§17.1.3) is found by its branch, and a final
 * answer ends it: what Timer K would absorb after that finds no branch, and is dropped all the same.
 *
 * <pre>
 * state       what happened        next        to do
 * (none)      started              TRYING      send
 * TRYING      a 1xx came           PROCEEDING
 * TRYING      E is due             TRYING      TRANSMIT, E doubles up to T2
 * TRYING      F is due             (ended)     TIME_OUT
 * PROCEEDING  a 1xx came           PROCEEDING
 * PROCEEDING  E is due             PROCEEDING  TRANSMIT, E is T2
 * PROCEEDING  F is due             (ended)     TIME_OUT
 * </pre>
 *
 * <p>Over a reliable transport Timer E never starts.
 *
 * @param proceeding whether a provisional answer has come
 * @param intervalNanos what Timer E last started with; 0 over a reliable transport
 * @param retransmitAt when Timer E is due, in nanoseconds; meaningless over a reliable transport
 * @param endsAt when Timer F is due
 */
public record ClientTransaction(boolean proceeding, long intervalNanos, long retransmitAt, long endsAt) {
    /** The estimated round trip (§17.1.2.1), in nanoseconds. */
    public static final long T1 = 500_000_000L;
    /** The longest time between two retransmissions, in nanoseconds. */
    public static final long T2 = 8 * T1;

    /** What is due. */
    public enum Due {
        /** No timer. */
        NOTHING,
        /** Timer E: send the request, the same bytes each time. */
        TRANSMIT,
        /** Timer F: no final answer will be waited for. */
        TIME_OUT
    }

    /**
     * Begins; the request is sent now.
     *
     * @param reliable whether the transport neither loses nor repeats
     * @param now in nanoseconds, on a clock that may wrap
     * @return the transaction
     */
    public static ClientTransaction start(boolean reliable, long now) {
        long interval = reliable ? 0 : T1;
        return new ClientTransaction(false, interval, now + interval, now + 64 * T1);
    }

    private boolean isReliable() {
        return intervalNanos == 0;
    }

    /**
     * When the next timer is due.
     *
     * @return nanoseconds on the clock of {@code now}
     */
    public long dueAt() {
        return !isReliable() && retransmitAt - endsAt < 0 ? retransmitAt : endsAt;
    }

    /**
     * Which timer is due.
     *
     * @param now in nanoseconds
     * @return at most one; F before E
     */
    public Due due(long now) {
        if (now - endsAt >= 0) {
            return Due.TIME_OUT;
        }
        return isReliable() || now - retransmitAt < 0 ? Due.NOTHING : Due.TRANSMIT;
    }

    /**
     * A 1xx came.
     *
     * @return sends less often from the next time on
     */
    public ClientTransaction heard() {
        return proceeding ? this : new ClientTransaction(true, intervalNanos, retransmitAt, endsAt);
    }

    /**
     * Timer E was due and the request was sent again.
     *
     * @param now in nanoseconds
     * @return with Timer E started anew
     */
    public ClientTransaction transmitted(long now) {
        long interval = proceeding ? T2 : Math.min(2 * intervalNanos, T2);
        return new ClientTransaction(proceeding, interval, now + interval, endsAt);
    }
}
