package org.outpub.publish.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.Dropped;
import org.outpub.publish.delivery.PublishRequest;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.wire.WireRequest.Fate;

/**
 * The requests under way, by branch, and the reader of the answers to them. An answer's branch is matched first: what is
 * not ours costs a look at its head. Confined to the loop.
 */
public final class Branches {
    private static final int FIRST_SIZE = 64;
    private final RandomGenerator random;
    private final FullParser parser;
    private final Tap tap = new Tap();
    private final LongAdder answers = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final LongAdder connections = new LongAdder();
    private final MessageHead head = new MessageHead();
    private final AnswerReader reader = new AnswerReader();
    private final MessageHead framing = new MessageHead();
    private @Nullable WireRequest[] underWay = new WireRequest[FIRST_SIZE];
    /** The slots that are free again, as a stack. */
    private int[] free = new int[FIRST_SIZE];

    private int freed;
    private int used;

    /**
     * Nothing is under way yet.
     *
     * @param random makes branches; must be unpredictable
     * @param parser reads answers whose wording is unusual
     */
    public Branches(RandomGenerator random, FullParser parser) {
        this.random = random;
        this.parser = parser;
    }

    /**
     * Where messages can be seen.
     *
     * @return the one of all transports whose requests these are
     */
    public Tap tap() {
        return tap;
    }

    /**
     * Begins a transaction.
     *
     * @param template of the publication
     * @param request what to send; of the template's head
     * @param server whom to send it to
     * @param domain whose certificate the server must have; empty for none
     * @param sentBy host and port of the Via header
     * @param fate hears what becomes of it
     * @return to be sent
     * @throws IllegalArgumentException if a value holds a control character, and so would begin another header
     */
    public WireRequest open(
            PublishTemplate template, PublishRequest request, Server server, String domain, String sentBy, Fate fate) {
        PublishTemplate.check(request);
        int slot = freed > 0 ? free[--freed] : used++;
        if (slot == underWay.length) {
            underWay = Arrays.copyOf(underWay, 2 * slot);
        }
        WireRequest opened = new WireRequest(template, request, server, domain, sentBy, Branch.of(slot, random), fate);
        underWay[slot] = opened;
        return opened;
    }

    /**
     * Ends a transaction: answers to it are dropped from now on.
     *
     * @param request as it was opened
     */
    public void close(WireRequest request) {
        request.end();
        int slot = request.branch().slot();
        if (underWay[slot] != request) {
            return;
        }
        underWay[slot] = null;
        if (freed == free.length) {
            free = Arrays.copyOf(free, 2 * freed);
        }
        free[freed++] = slot;
    }

    /**
     * Looks at all that is under way.
     *
     * @param look given each request; may close it
     */
    public void forEach(Consumer<WireRequest> look) {
        for (int slot = 0; slot < used; slot++) {
            WireRequest request = underWay[slot];
            if (request != null) {
                look.accept(request);
            }
        }
    }

    /**
     * Whether a message is, or wants to be, a response (RFC 3261 §7.2).
     *
     * @param message not changed
     * @return false for a request, or for what is no SIP
     */
    public static boolean isResponse(ByteBuf message) {
        int at = message.readerIndex();
        while (at < message.writerIndex() && (message.getByte(at) == '\r' || message.getByte(at) == '\n')) {
            at++;
        }
        return message.writerIndex() - at > 4
                && (message.getByte(at) | 0x20) == 's'
                && (message.getByte(at + 1) | 0x20) == 'i'
                && (message.getByte(at + 2) | 0x20) == 'p'
                && message.getByte(at + 3) == '/';
    }

    /**
     * A response came.
     *
     * @param message whole, and not read yet; only used during the call
     */
    public void received(ByteBuf message) {
        head.begin(message);
        WireRequest request = head.readTo(Field.VIA) ? underWay() : null;
        if (request == null || !take(request, message)) {
            answers.increment();
        }
    }

    private @Nullable WireRequest underWay() {
        int branch = AnswerMatch.branch(head);
        long slot = branch < 0 ? -1 : Branch.slot(head.bytes(), branch);
        if (slot < 0 || slot >= used) {
            return null;
        }
        WireRequest request = underWay[(int) slot];
        return request != null && request.branch().isAt(head.bytes(), branch) ? request : null;
    }

    private boolean take(WireRequest request, ByteBuf message) {
        int status = head.status();
        if (status < 0 || !isWhole() || !isTo(request, message)) {
            return false;
        }
        if (status < 200) {
            request.fate().provisional();
        } else {
            request.fate().answered(reader.read(status, head));
        }
        return true;
    }

    /** Not one whose body is cut short (RFC 3261 §18.3). */
    private boolean isWhole() {
        if (head.readAll() != MessageHead.End.COMPLETE) {
            return false;
        }
        long announced = head.contentLength();
        return announced >= -1 && announced <= head.bodyLength();
    }

    private boolean isTo(WireRequest request, ByteBuf message) {
        return switch (AnswerMatch.read(head, request)) {
            case YES -> true;
            case NO -> false;
            case UNSURE -> {
                byte[] bytes = ByteBufUtil.getBytes(message, message.readerIndex(), head.length());
                yield AnswerMatch.isTo(request, parser.identify(bytes));
            }
        };
    }

    /**
     * Whether a message looks like a request whose head is short enough to be parsed; if not, it is counted as dropped.
     *
     * @param message whole
     * @return false if it is to be dropped
     */
    public boolean isRequest(ByteBuf message) {
        framing.begin(message);
        boolean within = framing.readAll() == MessageHead.End.COMPLETE && framing.looksLikeRequest();
        if (!within) {
            requests.increment();
        }
        return within;
    }

    /**
     * Cuts a stream into messages.
     *
     * @return for one connection
     */
    public MessageFramer framer() {
        return new MessageFramer(framing);
    }

    /** Counts a message that is no SIP. */
    public void dropRequest() {
        requests.increment();
    }

    /** Counts a connection that is refused, or ended for what its far end does. */
    public void dropConnection() {
        connections.increment();
    }

    /**
     * What came in vain. Safe for use by many threads.
     *
     * @return the counts so far
     */
    public Dropped dropped() {
        return new Dropped(answers.sum(), requests.sum(), connections.sum(), 0);
    }
}
