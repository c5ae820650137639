package org.outpub.publish.wire.netty;

import com.google.common.net.InetAddresses;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.Transport;
import org.outpub.publish.wire.tls.TlsContext;

/**
 * The transports that configuration names, or one unnamed UDP port. One that cannot be opened is tried again, and takes no
 * other down. Changes are brought about one after the other: files are read and names looked up first, elsewhere; then what is not wanted any
 * more is closed, since a new one may want its port; then new ones are bound; then the requests of the closed ones fail,
 * and go out again by what is open by then. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a scheduled try tells by itself
final class OpenTransports {
    private static final System.Logger LOG = System.getLogger(OpenTransports.class.getName());
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);
    private static final Duration LOOK_AT_FILES = Duration.ofSeconds(10);
    private static final int LOOKS_A_DAY = (int) (Duration.ofDays(1).toSeconds() / LOOK_AT_FILES.toSeconds());
    /** The platform lets go of an address only when its selector has noticed that the socket is closed. */
    private static final int BIND_TRIES = 40;

    private static final int BIND_PAUSE_MILLIS = 5;
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress(InetAddresses.forString("0.0.0.0"), 0);
    private final OpenWay.Lent lent;
    private final CertificateFiles files;
    private final SlowWork slowWork;
    private final Executor tlsTasks;
    private final Clock clock;
    private final Runnable opened;
    private final Deque<Change> changes = new ArrayDeque<>();
    private List<OpenWay> open = List.of();
    private List<String> problems = List.of();
    private List<@Nullable Transport> wanted = List.of();
    private Duration nextRetry = FIRST_RETRY;
    private int retry;
    private boolean looking;
    private int looks;
    private boolean closed;

    OpenTransports(OpenWay.Lent lent, Executor slowWork, Clock clock, @Nullable SSLContext tls, Runnable opened) {
        this.lent = lent;
        this.slowWork = new SlowWork(lent.loop(), slowWork);
        this.files = new CertificateFiles(this.slowWork, tls);
        this.tlsTasks = slowWork;
        this.clock = clock;
        this.opened = opened;
    }

    List<OpenWay> open() {
        return open;
    }

    /** What could not be opened when it was tried last. */
    List<String> problems() {
        return problems;
    }

    CertificateFiles files() {
        return files;
    }

    /**
     * Opens, keeps, moves and closes, so that exactly these are open.
     *
     * @param transports null stands for an unnamed UDP port
     * @param told what could not be opened, once all were tried
     */
    void use(List<@Nullable Transport> transports, Consumer<List<String>> told) {
        wanted = transports;
        nextRetry = FIRST_RETRY;
        begin(new Change(transports, told));
    }

    private void begin(Change change) {
        changes.add(change);
        if (changes.size() == 1) {
            change.prepare();
        }
    }

    private void ended(Change change) {
        changes.remove(change);
        problems = List.copyOf(change.problems);
        if (!change.problems.isEmpty()) {
            retryLater();
        }
        keepLooking();
        change.told.accept(change.problems);
        Change next = changes.peek();
        if (next != null && !closed) {
            next.prepare();
        }
    }

    private void retryLater() {
        int number = ++retry;
        lent.loop().schedule(lent.loop().nanos() + nextRetry.toNanos(), () -> {
            if (number == retry && !closed) {
                tryAgain();
            }
        });
        Duration doubled = nextRetry.multipliedBy(2);
        nextRetry = doubled.compareTo(LONGEST_RETRY) < 0 ? doubled : LONGEST_RETRY;
    }

    private void tryAgain() {
        List<OpenWay> before = open;
        begin(new Change(wanted, problems -> {
            List<OpenWay> late =
                    open.stream().filter(one -> !before.contains(one)).toList();
            late.forEach(one -> LOG.log(System.Logger.Level.INFO, "{0}: open at last", name(one.transport())));
            if (!late.isEmpty()) {
                opened.run();
            }
        }));
    }

    private static String name(@Nullable Transport transport) {
        return transport == null ? "the UDP port" : "transport '" + transport.id() + "'";
    }

    private void keepLooking() {
        boolean any = open.stream().anyMatch(one -> one instanceof StreamWay way && way.tls() != null);
        if (any && !looking && !closed) {
            looking = true;
            lent.loop().schedule(lent.loop().nanos() + LOOK_AT_FILES.toNanos(), this::lookAtFiles);
        }
    }

    private void lookAtFiles() {
        looking = false;
        boolean warn = ++looks % LOOKS_A_DAY == 0;
        for (OpenWay one : open) {
            if (one instanceof StreamWay way && way.tls() != null) {
                files.renew(way, name(one.transport()), () -> warnOfExpiry(way));
                if (warn) {
                    warnOfExpiry(way);
                }
            }
        }
        keepLooking();
    }

    private void warnOfExpiry(StreamWay way) {
        TlsContext context = way.tls();
        if (context != null) {
            context.expiryWarnings(clock.instant())
                    .forEach(warning ->
                            LOG.log(System.Logger.Level.WARNING, "{0}: {1}", name(way.transport()), warning));
        }
    }

    void close() {
        closed = true;
        open.forEach(OpenTransports::abandon);
        open = List.of();
    }

    static void abandon(OpenWay way) {
        if (way instanceof StreamWay stream) {
            stream.abandon();
        } else {
            way.close();
        }
    }

    /** One set of transports to be brought about. */
    private final class Change {
        private final List<@Nullable Transport> transports;
        private final Consumer<List<String>> told;
        private final List<String> problems = new ArrayList<>();
        private final Preparation prepared = new Preparation(files, slowWork, lent.loop(), this::closeOld);
        private final Map<Integer, OpenWay> ways = new TreeMap<>();
        private List<OpenWay> replaced = List.of();
        private int left;

        Change(List<@Nullable Transport> transports, Consumer<List<String>> told) {
            this.transports = transports;
            this.told = told;
        }

        void prepare() {
            prepared.begin(transports, open);
        }

        private void closeOld() {
            if (closed) {
                return;
            }
            List<OpenWay> before = new ArrayList<>(open);
            for (int i = 0; i < transports.size(); i++) {
                OpenWay same = keep(before, transports.get(i));
                if (same != null) {
                    ways.put(i, same);
                    before.remove(same);
                }
            }
            open = List.copyOf(ways.values());
            replaced = before;
            replaced.forEach(OpenWay::close);
            openNew();
        }

        /** The way that can go on for a section, with what is new of it applied. */
        private @Nullable OpenWay keep(List<OpenWay> among, @Nullable Transport next) {
            for (OpenWay one : among) {
                Transport now = one.transport();
                if (Objects.equals(now, next)) {
                    return one;
                }
                if (now != null
                        && next != null
                        && now.sameSocket(next)
                        && now.tos() == next.tos()
                        && now.keepAlive().equals(next.keepAlive())) {
                    return one instanceof StreamWay way && way.tls() != null ? renewed(way, next) : applied(one, next);
                }
            }
            return null;
        }

        private OpenWay applied(OpenWay way, Transport next) {
            way.apply(next);
            return way;
        }

        private @Nullable OpenWay renewed(StreamWay way, Transport next) {
            String reason = prepared.refusal(next);
            if (reason != null) {
                problems.add(name(next) + " cannot be opened: " + reason + "; goes on as before");
                return way;
            }
            TlsContext before = Objects.requireNonNull(way.tls());
            TlsContext context = Objects.requireNonNull(prepared.context(next));
            if (context.hasCertificate() != before.hasCertificate()) {
                return null;
            }
            way.apply(next);
            if (context != before) {
                way.use(context);
                warnOfExpiry(way);
            }
            return way;
        }

        private void openNew() {
            left = 1;
            for (int i = 0; i < transports.size(); i++) {
                if (!ways.containsKey(i)) {
                    left++;
                    open(i, transports.get(i));
                }
            }
            openedOne();
        }

        private void open(int place, @Nullable Transport transport) {
            String reason = transport == null ? null : prepared.obstacle(transport);
            if (reason != null) {
                problems.add(name(transport) + " cannot be opened: " + reason);
                openedOne();
                return;
            }
            tryToBind(place, transport, 1);
        }

        /** Where there are no handles left, a channel cannot even be made. */
        private void tryToBind(int place, @Nullable Transport transport, int tries) {
            try {
                bind(place, transport, tries);
            } catch (RuntimeException refusal) {
                refusedBy(transport, refusal);
                openedOne();
            }
        }

        private void bind(int place, @Nullable Transport transport, int tries) {
            InetSocketAddress bind =
                    transport == null ? ANYWHERE : new InetSocketAddress(prepared.address(transport), transport.port());
            if (transport == null || transport.protocol() == Protocol.UDP) {
                UdpWay way = new UdpWay(transport, lent);
                whenBound(place, transport, tries, way, way.open(bind));
                return;
            }
            TlsContext context = prepared.context(transport);
            StreamWay way = new StreamWay(transport.protocol(), transport, bind, context, tlsTasks, lent);
            if (way.listens()) {
                whenBound(place, transport, tries, way, way.open());
            } else {
                bound(place, way);
            }
        }

        private void whenBound(
                int place, @Nullable Transport transport, int tries, OpenWay way, ChannelFuture binding) {
            binding.addListener(done -> {
                if (done.isSuccess()) {
                    if (way instanceof UdpWay udp) {
                        udp.opened();
                    }
                    bound(place, way);
                    return;
                }
                way.close();
                boolean lingers = done.cause() instanceof BindException || isInUse(done.cause());
                if (lingers && !replaced.isEmpty() && tries < BIND_TRIES) {
                    lent.eventLoop()
                            .schedule(
                                    () -> tryToBind(place, transport, tries + 1),
                                    BIND_PAUSE_MILLIS,
                                    TimeUnit.MILLISECONDS);
                } else {
                    refusedBy(transport, done.cause());
                    openedOne();
                }
            });
        }

        private boolean isInUse(Throwable cause) {
            return cause instanceof IOException && IoFailure.reason(cause).contains("in use");
        }

        private void refusedBy(@Nullable Transport transport, Throwable cause) {
            String reason = IoFailure.reason(cause);
            problems.add(
                    transport == null
                            ? "cannot open a UDP port: " + reason
                            : name(transport) + " cannot be bound to "
                                    + InetAddresses.toUriString(prepared.address(transport)) + ":"
                                    + transport.port() + ": " + reason + "; check bind");
        }

        private void bound(int place, OpenWay way) {
            if (closed) {
                abandon(way);
            } else {
                ways.put(place, way);
                if (way instanceof StreamWay stream && stream.tls() != null) {
                    warnOfExpiry(stream);
                }
            }
            openedOne();
        }

        private void openedOne() {
            if (--left > 0) {
                return;
            }
            if (!closed) {
                open = List.copyOf(ways.values());
                replaced.forEach(OpenWay::closeRequests);
            }
            ended(this);
        }
    }

    /** Where they are bound, in the order of preference. */
    Collection<InetSocketAddress> addresses() {
        return open.stream().map(OpenWay::address).toList();
    }
}
