package org.outpub.publish.sip.jain;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.outpub.api.time.TaskScheduler;
import org.outpub.api.time.TaskScheduler.Cancellable;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.Transport;

/**
 * The open transports. One that cannot be opened is tried again, and takes no other down. For TCP and TLS there is an
 * unnamed one where configuration has none: it only connects, and opens nothing before it is used; or a listening point
 * of the host's. Safe for use by many
 * threads.
 */
final class Transports {
    private static final System.Logger LOG = System.getLogger(Transports.class.getName());
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);
    private static final Duration LOOK_AT_FILES = Duration.ofSeconds(10);
    private static final int LOOKS_A_DAY = (int) (Duration.ofDays(1).toSeconds() / LOOK_AT_FILES.toSeconds());
    private final OpenTransport.Surroundings surroundings;
    private final TaskScheduler scheduler;
    private final Runnable opened;
    private volatile List<OpenTransport> open = List.of(); // written with the lock of this held
    private volatile List<Transport> configured = List.of(); // as above
    private volatile List<Protocol> spoken = List.of(Protocol.values()); // as above
    private final Map<Protocol, OpenTransport> unnamed = new ConcurrentHashMap<>(); // written with its own lock held
    private List<@Nullable Transport> wanted = List.of(); // guarded by this
    private @Nullable Cancellable retry; // guarded by this
    private @Nullable Cancellable look; // guarded by this
    private Duration nextRetry = FIRST_RETRY; // guarded by this
    private int looks; // guarded by this
    private volatile boolean closed; // written with the lock of this held

    /**
     * None yet.
     *
     * @param surroundings what transports are lent
     * @param opened called when one was opened at last that could not be opened before; must not block
     */
    Transports(OpenTransport.Surroundings surroundings, Runnable opened) {
        this.surroundings = surroundings;
        this.scheduler = surroundings.streams().scheduler();
        this.opened = opened;
    }

    /** What configuration lets speak, in its order; everything if it names nothing. */
    List<Protocol> spoken() {
        return spoken;
    }

    /**
     * Opens, keeps, moves and closes, so that exactly these are open.
     *
     * @return what could not be opened, each in words
     */
    synchronized List<String> use(Collection<Transport> transports) {
        if (closed) {
            return List.of("the gateway is closed");
        }
        wanted = new ArrayList<>(transports);
        if (wanted.isEmpty() && !isLent(Protocol.UDP)) {
            wanted.add(null);
        }
        configured = List.copyOf(transports);
        spoken = transports.isEmpty()
                ? List.of(Protocol.values())
                : transports.stream().map(Transport::protocol).distinct().toList();
        nextRetry = FIRST_RETRY;
        return bringAbout();
    }

    private List<String> bringAbout() {
        List<String> problems = new ArrayList<>();
        List<OpenTransport> before = new ArrayList<>(open);
        Map<Integer, OpenTransport> kept = new TreeMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            OpenTransport same = keep(before, wanted.get(i), problems);
            if (same != null) {
                kept.put(i, same);
                before.remove(same);
            }
        }
        open = List.copyOf(kept.values());
        // First these, since a new one may want the port of an old one; their requests go out again by what is open
        // then.
        before.forEach(OpenTransport::closePort);
        for (int i = 0; i < wanted.size(); i++) {
            if (!kept.containsKey(i)) {
                OpenTransport one = open(wanted.get(i), problems);
                if (one != null) {
                    kept.put(i, one);
                }
            }
        }
        open = List.copyOf(kept.values());
        before.forEach(OpenTransport::close);
        if (!problems.isEmpty()) {
            retryLater();
        }
        keepLooking();
        return problems;
    }

    private static @Nullable OpenTransport keep(
            List<OpenTransport> among, @Nullable Transport transport, List<String> problems) {
        for (OpenTransport one : among) {
            try {
                if (one.apply(transport)) {
                    return one;
                }
            } catch (IOException refused) {
                problems.add(describe(transport, refused) + "; goes on as before");
                return one;
            }
        }
        return null;
    }

    private @Nullable OpenTransport open(@Nullable Transport transport, List<String> problems) {
        try {
            return OpenTransport.open(transport, transport == null ? Protocol.UDP : transport.protocol(), surroundings);
        } catch (IOException | RuntimeException failed) {
            problems.add(describe(transport, failed));
            return null;
        }
    }

    private static String describe(@Nullable Transport transport, Exception failed) {
        if (transport == null) {
            return "cannot open a UDP port: " + failed.getMessage();
        }
        if (failed instanceof OpenTransport.FilesRefusedException) {
            return "transport '" + transport.id() + "' cannot be opened: " + failed.getMessage();
        }
        return "transport '" + transport.id() + "' cannot be bound to "
                + InetAddresses.toUriString(InetAddresses.forString(transport.address())) + ":" + transport.port()
                + ": " + failed.getMessage();
    }

    private void retryLater() {
        if (retry != null) {
            retry.cancel();
        }
        retry = scheduler.schedule(
                nextRetry, () -> surroundings.streams().slowWork().execute(this::tryAgain));
        Duration doubled = nextRetry.multipliedBy(2);
        nextRetry = doubled.compareTo(LONGEST_RETRY) < 0 ? doubled : LONGEST_RETRY;
    }

    private void tryAgain() {
        boolean some;
        synchronized (this) {
            retry = null;
            if (closed) {
                return;
            }
            List<OpenTransport> before = open;
            bringAbout();
            some = open.size() > before.size();
            open.stream()
                    .filter(one -> !before.contains(one))
                    .forEach(one -> LOG.log(System.Logger.Level.INFO, "transport {0}: open at last", one.name()));
        }
        if (some) {
            opened.run();
        }
    }

    private void keepLooking() {
        boolean files = open.stream().anyMatch(one -> one.protocol() == Protocol.TLS && one.transport() != null);
        if (files && look == null) {
            look = scheduler.schedule(
                    LOOK_AT_FILES, () -> surroundings.streams().slowWork().execute(this::lookAtFiles));
        }
    }

    private void lookAtFiles() {
        open.forEach(OpenTransport::lookAtFiles);
        boolean warn;
        synchronized (this) {
            look = null;
            warn = ++looks % LOOKS_A_DAY == 0;
            if (!closed) {
                keepLooking();
            }
        }
        if (warn) {
            open.forEach(OpenTransport::warnOfExpiry);
        }
    }

    /** The one of a name, else the first of the right kind; null for none. */
    @Nullable
    OpenTransport find(Protocol protocol, InetAddress address, @Nullable String name) {
        for (OpenTransport one : open) {
            boolean meant = name == null || one.isNamed(name);
            if (meant && one.protocol() == protocol && one.reaches(address)) {
                return one;
            }
        }
        boolean none = name == null && configured.stream().noneMatch(one -> one.protocol() == protocol);
        if (!none || protocol == Protocol.UDP && !isLent(protocol)) {
            return null;
        }
        OpenTransport known = unnamed.get(protocol);
        return known == null ? openUnnamed(protocol) : known;
    }

    private boolean isLent(Protocol protocol) {
        HostStack host = surroundings.host();
        return host != null && host.point(protocol).isPresent();
    }

    /** Takes a lock of its own, since the loop's thread may come here while a port waits for the loop to be closed. */
    private @Nullable OpenTransport openUnnamed(Protocol protocol) {
        synchronized (unnamed) {
            OpenTransport known = unnamed.get(protocol);
            if (known != null || closed) {
                return known;
            }
            try {
                OpenTransport one = OpenTransport.unnamed(protocol, surroundings);
                unnamed.put(protocol, one);
                return one;
            } catch (IOException refused) {
                LOG.log(System.Logger.Level.WARNING, "{0} cannot be spoken: {1}", protocol, refused.getMessage());
                return null;
            }
        }
    }

    /** What a named transport speaks; null if there is none of that name. */
    @Nullable
    Protocol protocolOf(String name) {
        for (Transport transport : configured) {
            if (transport.id().equals(name)) {
                return transport.protocol();
            }
        }
        return null;
    }

    /** Why {@link #find} found none. */
    String reason(Protocol protocol, InetAddress address, @Nullable String name) {
        if (name != null && open.stream().noneMatch(one -> one.isNamed(name))) {
            return "no transport '" + name + "' is open";
        }
        if (open.isEmpty()) {
            return "no transport is open";
        }
        boolean spoken = open.stream().anyMatch(one -> one.protocol() == protocol);
        return spoken
                ? "no transport reaches " + address.getHostAddress()
                : "no transport speaks " + protocol.word() + "; add a transport section with protocol="
                        + protocol.word();
    }

    int connections() {
        return Stream.concat(open.stream(), unnamed.values().stream())
                .mapToInt(OpenTransport::connections)
                .sum();
    }

    List<InetSocketAddress> addresses() {
        return open.stream().map(OpenTransport::address).toList();
    }

    synchronized void close() {
        closed = true;
        if (retry != null) {
            retry.cancel();
        }
        if (look != null) {
            look.cancel();
        }
        open.forEach(OpenTransport::abandon);
        open = List.of();
        synchronized (unnamed) {
            unnamed.values().forEach(OpenTransport::abandon);
            unnamed.clear();
        }
    }
}
