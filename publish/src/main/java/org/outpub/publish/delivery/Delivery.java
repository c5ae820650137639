package org.outpub.publish.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.delivery.Outcome.Answered;
import org.outpub.publish.delivery.Outcome.TimedOut;
import org.outpub.publish.delivery.Outcome.Unreachable;
import org.outpub.publish.delivery.location.Hop;
import org.outpub.publish.delivery.location.HopOrder;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.delivery.location.ServerHealth;

/**
 * One request on its way over the servers that may take it: the next one is tried after a 503, a timeout without any
 * answer, or a failure of the transport (RFC 3263 §4.3), each time as a new transaction. Pure: a fact goes in, what to do
 * comes out. It ends once, and never later than its deadline.
 *
 * <pre>
 * state      fact         condition                                next       to do
 * LOCATING   located      a server may be tried                    TRYING     Try the best
 * LOCATING   located      all asked to be left alone               ENDED      End: 503     (RFC 3261 21.5.4)
 * LOCATING   nowhere                                               ENDED      End: unreachable
 * LOCATING   timer        the deadline is over                     ENDED      End: timed out
 * TRYING     too large    the same server may be tried by TCP      TRYING     Try it       (RFC 3261 18.1.1)
 * TRYING     too large    TCP failed before                        TRYING     Wait
 * TRYING     unsendable   another server is left                   TRYING     Try the next
 * TRYING     unsendable   none is left                             ENDED      End: unreachable
 * TRYING     provisional                                           TRYING     Wait
 * TRYING     answered     503, another server is left              TRYING     Try the next (RFC 3263 4.3)
 * TRYING     answered     503, none is left                        ENDED      End: 503
 * TRYING     answered     otherwise                                ENDED      End: answered
 * TRYING     failed       the transport was closed, not before    TRYING     Try the same
 * TRYING     failed       another server is left                   TRYING     Try the next
 * TRYING     failed       none is left                             ENDED      End: unreachable
 * TRYING     timer        none is due                              TRYING     Wait
 * TRYING     timer        E is due                                 TRYING     Send again   (RFC 3261 17.1.2.2)
 * TRYING     timer        F is due, something was heard            ENDED      End: timed out
 * TRYING     timer        F is due, another server is left         TRYING     Try the next
 * TRYING     timer        F is due, none is left                   ENDED      End: timed out
 * TRYING     timer        the deadline is over                     ENDED      End: timed out
 * ENDED      anything                                              ENDED      Wait
 * </pre>
 *
 * <p>Confined to its owner's thread.
 */
public final class Delivery {
    /** A larger request does not go out as a datagram (RFC 3261 §18.1.1), unless configuration wants it so. */
    public static final int LARGEST_DATAGRAM = 1300;

    private static final int MOST_TRIES = 8;
    /** Eight servers that are silent, and the time that name servers may take. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(300);

    private final ServerHealth health;
    private final @Nullable Server holder;
    private final boolean mayMove;
    private final long deadline;
    private List<Hop> hops = List.of();
    /** Which of them is tried next. */
    private int next;

    private State state = State.LOCATING;
    private Outcome last = NONE_LEFT;
    private @Nullable ClientTransaction transaction;
    private @Nullable Server server;
    private @Nullable Server streamTried;
    private boolean heard;
    private boolean startedAnew;
    private int tries;

    /** Where a delivery stands. */
    public enum State {
        /** The servers are looked up. */
        LOCATING,
        /** A server is tried. */
        TRYING,
        /** It is over. */
        ENDED
    }

    /** What is to be done next. */
    public sealed interface Order {
        /** Nothing but to wait for the next fact, or for {@link Delivery#dueAt}. */
        record Wait() implements Order {}

        /** Send the request of this transaction again. */
        record SendAgain() implements Order {}

        /**
         * Begin a transaction with a server, in place of the one before.
         *
         * @param server whom to send to
         */
        record Try(Server server) implements Order {}

        /**
         * It is over.
         *
         * @param outcome how it ended
         */
        record End(Outcome outcome) implements Order {}
    }

    private static final Outcome NONE_LEFT = new Unreachable("no server is left to try");
    private static final Order WAIT = new Order.Wait();
    private static final Order SEND_AGAIN = new Order.SendAgain();

    /**
     * A request whose servers are looked up.
     *
     * @param holder the server that gave the entity-tag, which is preferred; null if there is none or it is not known
     * @param mayMove whether it is a good occasion to go back to a better server
     * @param health what is remembered of servers; learns
     * @param now in nanoseconds, on a clock that may wrap
     */
    public Delivery(@Nullable Server holder, boolean mayMove, ServerHealth health, long now) {
        this.holder = holder;
        this.mayMove = mayMove;
        this.health = health;
        this.deadline = now + LONGEST_NANOS;
    }

    /**
     * Where it stands.
     *
     * @return ENDED after an {@link Order.End} was given
     */
    public State state() {
        return state;
    }

    /**
     * When {@link #timer} is to be called next.
     *
     * @return nanoseconds on the clock of {@code now}
     */
    public long dueAt() {
        if (transaction == null) {
            return deadline;
        }
        long due = transaction.dueAt();
        return due - deadline < 0 ? due : deadline;
    }

    /**
     * The servers are known.
     *
     * @param hops the best first; at least one
     * @param now in nanoseconds
     * @return what to do
     */
    public Order located(List<Hop> hops, long now) {
        if (state != State.LOCATING) {
            return WAIT;
        }
        state = State.TRYING;
        this.hops = HopOrder.of(hops, holder, mayMove, health, now);
        return next(now);
    }

    /**
     * There is no server.
     *
     * @param reason in words
     * @return what to do
     */
    public Order nowhere(String reason) {
        return state == State.LOCATING ? end(new Unreachable(reason)) : WAIT;
    }

    /**
     * The request can be sent to the server that is tried.
     *
     * @param length of the request in bytes
     * @param mayLeaveDatagrams whether a large one may go by TCP, though the server was found for UDP
     * @param now in nanoseconds
     * @return to try the same server by TCP; or to wait, while the request is sent
     */
    public Order sendable(int length, boolean mayLeaveDatagrams, long now) {
        Server current = server;
        if (state != State.TRYING || current == null) {
            return WAIT;
        }
        boolean tooLarge = mayLeaveDatagrams && current.protocol() == Protocol.UDP && length > LARGEST_DATAGRAM;
        if (tooLarge && startWithStream(current, now)) {
            return next(now);
        }
        transaction = ClientTransaction.start(current.protocol().isReliable(), now);
        return WAIT;
    }

    /** By TCP first; by UDP after all if that fails, or failed lately. */
    private boolean startWithStream(Server datagrams, long now) {
        Server stream = new Server(Protocol.TCP, datagrams.address(), datagrams.port());
        if (stream.equals(streamTried) || health.downFor(stream, now) > 0) {
            return false;
        }
        streamTried = stream;
        tries--;
        next--;
        List<Hop> withStream = new ArrayList<>(hops);
        withStream.add(next, new Hop(stream, hops.get(next).rank()));
        hops = withStream;
        return true;
    }

    /**
     * The request cannot be sent to the server that is tried: there is no transport, or no route.
     *
     * @param reason in words
     * @param now in nanoseconds
     * @return what to do
     */
    public Order unsendable(String reason, long now) {
        if (state != State.TRYING) {
            return WAIT;
        }
        last = new Unreachable(reason);
        return next(now);
    }

    /**
     * A 1xx came.
     *
     * @return to wait
     */
    public Order provisional() {
        if (transaction != null) {
            heard = true;
            transaction = transaction.heard();
        }
        return WAIT;
    }

    /**
     * A final answer came.
     *
     * @param answer of the server that is tried
     * @param now in nanoseconds
     * @return what to do
     */
    public Order answered(SipAnswer answer, long now) {
        if (state != State.TRYING || transaction == null) {
            return WAIT;
        }
        Server answering = server;
        last = new Answered(answer, answering);
        if (answer.status() != 503 || answering == null) {
            if (answering != null) {
                health.answered(answering);
            }
            return end(last);
        }
        if (answer.retryAfterSeconds().isPresent()) {
            health.busy(answering, answer.retryAfterSeconds().getAsLong(), now);
        }
        return next(now);
    }

    /**
     * The transport could not send, or is gone (RFC 3261 §17.1.4).
     *
     * @param reason in words
     * @param closed whether configuration closed it; it may have opened another one
     * @param now in nanoseconds
     * @return what to do
     */
    public Order failed(String reason, boolean closed, long now) {
        Server current = server;
        if (state != State.TRYING || current == null) {
            return WAIT;
        }
        last = new Unreachable(reason);
        if (closed && !startedAnew) {
            startedAnew = true;
            tries--;
            next--;
        } else {
            health.failed(current, now);
        }
        return next(now);
    }

    /**
     * The time that {@link #dueAt} named may have come.
     *
     * @param now in nanoseconds
     * @return what to do
     */
    public Order timer(long now) {
        if (state == State.ENDED) {
            return WAIT;
        }
        if (now - deadline >= 0) {
            return end(new TimedOut(
                    server == null ? "the name servers did not answer in time" : "no server answered in time"));
        }
        if (transaction == null) {
            return WAIT;
        }
        return switch (transaction.due(now)) {
            case NOTHING -> WAIT;
            case TRANSMIT -> {
                transaction = transaction.transmitted(now);
                yield SEND_AGAIN;
            }
            case TIME_OUT -> silent(now);
        };
    }

    /** RFC 3263 §4.3: who has answered provisionally is not passed over. */
    private Order silent(long now) {
        Server current = server;
        last = new TimedOut("no final answer from " + current + " within 32 seconds");
        if (current != null) {
            health.failed(current, now);
        }
        return heard ? end(last) : next(now);
    }

    private Order next(long now) {
        transaction = null;
        heard = false;
        while (next < hops.size() && tries < MOST_TRIES) {
            Server candidate = hops.get(next++).server();
            OptionalLong quiet = health.quietSeconds(candidate, now);
            if (quiet.isEmpty()) {
                tries++;
                server = candidate;
                return new Order.Try(candidate);
            }
            // RFC 3261 §21.5.4: nothing is sent to it, by no publication.
            last = new Answered(SipAnswer.busy(quiet.getAsLong()), candidate);
        }
        return end(last);
    }

    private Order end(Outcome outcome) {
        state = State.ENDED;
        transaction = null;
        return new Order.End(outcome);
    }
}
