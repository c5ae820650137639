package org.outpub.publish.sip.stream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.api.time.TaskScheduler;
import org.outpub.api.time.TaskScheduler.Cancellable;

/**
 * Finds out whether nobody takes datagrams at an address (RFC 3261 §18.4). The system tells of ICMP errors only through
 * a socket that is connected, which one that talks to many servers is not; so a socket of its own sends what servers
 * ignore, and listens for the refusal. Silence says nothing. Bounded. Safe for use by many threads.
 */
public final class RefusalProbe {
    private static final System.Logger LOG = System.getLogger(RefusalProbe.class.getName());
    private static final Duration LONGEST = Duration.ofSeconds(4);
    private static final int MOST_AT_A_TIME = 64;
    /** The keep-alive of RFC 5626 §3.5.1, which is no SIP message. */
    private static final byte[] IGNORED = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final StreamLoop loop;
    private final TaskScheduler scheduler;
    private final Map<InetSocketAddress, Asking> underWay = new HashMap<>(); // confined to the loop

    private record Asking(DatagramChannel channel, List<Consumer<String>> refused, Cancellable end) {}

    /**
     * Asks nobody yet.
     *
     * @param loop waits for refusals
     * @param scheduler ends the waiting
     */
    public RefusalProbe(StreamLoop loop, TaskScheduler scheduler) {
        this.loop = loop;
        this.scheduler = scheduler;
    }

    /**
     * Asks whether an address refuses datagrams. Returns at once.
     *
     * @param local the address to ask from; may be the wildcard
     * @param target whom to ask
     * @param refused called with the reason if it does, on the loop's thread; not called otherwise
     */
    public void ask(InetAddress local, InetSocketAddress target, Consumer<String> refused) {
        loop.execute(() -> {
            Asking same = underWay.get(target);
            if (same != null) {
                same.refused.add(refused);
            } else if (underWay.size() < MOST_AT_A_TIME) {
                begin(local, target, refused);
            }
        });
    }

    private void begin(InetAddress local, InetSocketAddress target, Consumer<String> refused) {
        try {
            DatagramChannel channel = DatagramChannel.open();
            Cancellable end = scheduler.schedule(LONGEST, () -> loop.execute(() -> end(target)));
            underWay.put(target, new Asking(channel, new ArrayList<>(List.of(refused)), end));
            if (!local.isAnyLocalAddress()) {
                channel.bind(new InetSocketAddress(local, 0));
            }
            channel.connect(target);
            loop.register(channel, SelectionKey.OP_READ, key -> heard(target));
            channel.write(ByteBuffer.wrap(IGNORED));
        } catch (PortUnreachableException unreachable) {
            refused(target);
        } catch (IOException unable) {
            LOG.log(System.Logger.Level.DEBUG, () -> target + " cannot be asked: " + unable.getMessage());
            end(target);
        }
    }

    private void heard(InetSocketAddress target) {
        Asking asking = underWay.get(target);
        if (asking == null) {
            return;
        }
        try {
            asking.channel.read(loop.scratch());
            end(target);
        } catch (PortUnreachableException unreachable) {
            refused(target);
        } catch (IOException broken) {
            end(target);
        }
    }

    private @Nullable Asking end(InetSocketAddress target) {
        Asking asking = underWay.remove(target);
        if (asking != null) {
            asking.end.cancel();
            try {
                asking.channel.close();
            } catch (IOException broken) {
                LOG.log(System.Logger.Level.DEBUG, "A probe could not be closed", broken);
            }
        }
        return asking;
    }

    private void refused(InetSocketAddress target) {
        Asking asking = end(target);
        if (asking != null) {
            asking.refused.forEach(one -> one.accept("nobody takes datagrams there (ICMP port unreachable)"));
        }
    }
}
