package org.outpub.publish.sources.asterisk;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.outpub.api.state.PbxState;
import org.outpub.publish.config.AsteriskServer;
import org.outpub.publish.config.TlsOptions;
import org.outpub.publish.sources.asterisk.ami.AmiMessage;
import org.outpub.publish.sources.asterisk.ami.AmiReader;
import org.outpub.publish.sources.asterisk.ami.ManagerSession;
import org.outpub.publish.sources.asterisk.ami.SessionEffect;
import org.outpub.publish.sources.asterisk.ami.SessionEvent;
import org.outpub.publish.sources.asterisk.ami.SessionOptions;
import org.outpub.publish.wire.netty.NettyLoop;
import org.outpub.publish.wire.netty.StreamClient;
import org.outpub.publish.wire.tls.TlsContext;

/**
 * Follows one Asterisk over its manager interface, and keeps a {@link PbxState} as that Asterisk is. Begun with {@link
 * #start}, ended with {@link #close}; what it fed stays. Safe for use by many threads.
 *
 * <pre>{@code
 * PbxState pbx = new PbxState();
 * try (AsteriskSource source = AsteriskSource.start(
 *         AsteriskServer.of("pbx", "127.0.0.1", 5038, "outpub", secret), pbx)) {
 *     pbx.devices().observe(device -> …);
 * }
 * }</pre>
 */
@SuppressWarnings("FutureReturnValueIgnored") // a session takes what it wakes to
public final class AsteriskSource implements AutoCloseable {
    private static final Logger LOG = System.getLogger(AsteriskSource.class.getName());
    /** Asked before each connection, on the executor; gives nothing if the server is as it was. */
    private final Supplier<Optional<AsteriskServer>> anew;

    private volatile AsteriskServer server;
    private final EventLoop loop;
    private final Executor executor;
    private final Runnable ending;
    private final StateFeed feed;
    private final ManagerSession session;
    private AmiReader reader = new AmiReader();
    private @Nullable StreamClient connection;
    /** Counts attempts, so that what an abandoned one brings late is dropped. */
    private long attempt;

    private long armedAt;
    private boolean armed;
    private volatile @Nullable AsteriskStatus status;

    private AsteriskSource(
            AsteriskServer server,
            Supplier<Optional<AsteriskServer>> anew,
            PbxState pbx,
            EventLoop loop,
            Executor executor,
            RandomGenerator random,
            Runnable ending) {
        this.server = server;
        this.anew = anew;
        this.loop = loop;
        this.executor = executor;
        this.ending = ending;
        this.feed = new StateFeed(pbx, executor);
        this.session = new ManagerSession(options(server), random);
        this.status = statusNow();
    }

    private static SessionOptions options(AsteriskServer server) {
        return new SessionOptions(
                "Asterisk at " + server.address(),
                server.username(),
                server.secret(),
                server.place(),
                server.mailboxes(),
                server.notes(),
                server.keep(),
                server.resync(),
                server.mostStates());
    }

    /**
     * Begins, with an event loop and a thread of its own, both daemons.
     *
     * @param server which Asterisk
     * @param pbx fed from now on
     * @return the running source
     */
    public static AsteriskSource start(AsteriskServer server, PbxState pbx) {
        return start(server, Optional::empty, pbx);
    }

    /**
     * The same, and looks before each connection how to log in.
     *
     * @param server which Asterisk
     * @param anew how it is configured now; may read a file; empty if that is not known, so that it is as it was
     * @param pbx fed from now on
     * @return the running source
     */
    public static AsteriskSource start(AsteriskServer server, Supplier<Optional<AsteriskServer>> anew, PbxState pbx) {
        NettyLoop own = NettyLoop.own();
        ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "outpub-asterisk");
            thread.setDaemon(true);
            return thread;
        });
        return start(server, anew, pbx, own.eventLoop(), worker, new SecureRandom(), () -> {
            own.close();
            worker.shutdown();
        });
    }

    /**
     * Begins on lent threads.
     *
     * @param server which Asterisk
     * @param pbx fed from now on, on the executor
     * @param loop of epoll or NIO; the connection lives there
     * @param executor feeds, looks names up and reads files
     * @param random spreads retries
     * @return the running source
     */
    public static AsteriskSource start(
            AsteriskServer server, PbxState pbx, EventLoop loop, Executor executor, RandomGenerator random) {
        return start(server, Optional::empty, pbx, loop, executor, random);
    }

    /**
     * Begins on lent threads, and looks before each connection how to log in.
     *
     * @param server which Asterisk
     * @param anew how it is configured now; asked on the executor, and may read a file; empty if that is not known, so
     *     that it is as it was
     * @param pbx fed from now on, on the executor
     * @param loop of epoll or NIO; the connection lives there
     * @param executor feeds, looks names up and reads files
     * @param random spreads retries
     * @return the running source
     */
    public static AsteriskSource start(
            AsteriskServer server,
            Supplier<Optional<AsteriskServer>> anew,
            PbxState pbx,
            EventLoop loop,
            Executor executor,
            RandomGenerator random) {
        return start(server, anew, pbx, loop, executor, random, () -> {});
    }

    private static AsteriskSource start(
            AsteriskServer server,
            Supplier<Optional<AsteriskServer>> anew,
            PbxState pbx,
            EventLoop loop,
            Executor executor,
            RandomGenerator random,
            Runnable ending) {
        AsteriskSource source = new AsteriskSource(server, anew, pbx, loop, executor, random, ending);
        loop.execute(() -> source.take(new SessionEvent.Started()));
        return source;
    }

    /**
     * How it fares.
     *
     * @return as it was last
     */
    public AsteriskStatus status() {
        return Objects.requireNonNull(status);
    }

    /** Asks for everything anew; without a connection, tries for one now. */
    public void refresh() {
        loop.execute(() -> take(new SessionEvent.Asked()));
    }

    /** Ends the connection. What was fed stays as it is. */
    @Override
    public void close() {
        try {
            loop.execute(() -> {
                take(new SessionEvent.Stopped());
                ending.run();
            });
        } catch (RejectedExecutionException ended) {
            ending.run();
        }
    }

    /** On the loop. */
    private void take(SessionEvent event) {
        perform(session.next(event, System.nanoTime()));
        feed.flush();
        status = statusNow();
        arm();
    }

    private AsteriskStatus statusNow() {
        boolean upToDate = session.isSettled();
        String trouble = session.trouble();
        return new AsteriskStatus(
                server.id(),
                server.address(),
                upToDate,
                trouble,
                since(upToDate, trouble),
                session.version(),
                session.startedAt(),
                session.counts());
    }

    /** Since when it has been like that. */
    private Instant since(boolean upToDate, String trouble) {
        AsteriskStatus before = status;
        return before != null
                        && before.upToDate() == upToDate
                        && before.trouble().equals(trouble)
                ? before.since()
                : Instant.now();
    }

    private void perform(List<SessionEffect> effects) {
        for (SessionEffect effect : effects) {
            if (effect instanceof SessionEffect.DeviceIs device) {
                feed.device(device);
            } else if (effect instanceof SessionEffect.ExtensionIs extension) {
                feed.extension(extension);
            } else if (effect instanceof SessionEffect.MailboxIs mailbox) {
                feed.mailbox(mailbox);
            } else if (effect instanceof SessionEffect.Send send) {
                if (connection != null) {
                    connection.send(send.action().bytes());
                }
            } else if (effect instanceof SessionEffect.Connect) {
                connect();
            } else if (effect instanceof SessionEffect.Disconnect) {
                disconnect();
            } else if (effect instanceof SessionEffect.Tell tell) {
                LOG.log(tell.warning() ? Level.WARNING : Level.INFO, "{0}", tell.text());
            }
        }
    }

    private void connect() {
        disconnect();
        long mine = attempt;
        try {
            executor.execute(() -> {
                try {
                    AsteriskServer now = configuredNow();
                    InetSocketAddress to = new InetSocketAddress(InetAddress.getByName(now.host()), now.port());
                    TlsOptions options = now.tls();
                    TlsContext tls = options == null ? null : TlsContext.load(options, null);
                    loop.execute(() -> open(mine, now, to, tls));
                } catch (IOException | RuntimeException impossible) {
                    String reason =
                            "no connection: " + Objects.requireNonNullElse(impossible.getMessage(), "no reason");
                    loop.execute(() -> take(mine, new SessionEvent.Closed(reason)));
                }
            });
        } catch (RejectedExecutionException busy) {
            loop.execute(() -> take(mine, new SessionEvent.Closed("the executor takes no more work")));
        }
    }

    /** What cannot be read now was read before. */
    private AsteriskServer configuredNow() {
        try {
            return anew.get().orElse(server);
        } catch (RuntimeException unreadable) {
            LOG.log(Level.DEBUG, "how to log in is not known anew", unreadable);
            return server;
        }
    }

    private void open(long mine, AsteriskServer now, InetSocketAddress to, @Nullable TlsContext tls) {
        if (mine == attempt) {
            server = now;
            session.logInAs(options(now));
            reader = new AmiReader();
            String domain = Objects.requireNonNullElse(server.tlsName(), server.host());
            connection = StreamClient.connect(loop, to, tls, domain, executor, new Connected(mine));
        }
    }

    private void disconnect() {
        attempt++;
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private void take(long mine, SessionEvent event) {
        if (mine == attempt) {
            take(event);
        }
    }

    private void arm() {
        long at = session.wakeAt(System.nanoTime());
        if (session.phase() == ManagerSession.Phase.ENDED || armed && armedAt - at <= 0) {
            return;
        }
        armed = true;
        armedAt = at;
        loop.schedule(
                () -> {
                    if (armed && armedAt == at) {
                        armed = false;
                        take(new SessionEvent.Woke());
                    }
                },
                Math.max(0, at - System.nanoTime()),
                TimeUnit.NANOSECONDS);
    }

    /** What one connection brings. */
    private final class Connected implements StreamClient.Owner {
        private final long mine;

        Connected(long mine) {
            this.mine = mine;
        }

        @Override
        public void opened() {
            take(mine, new SessionEvent.Opened());
        }

        @Override
        public void received(byte[] bytes) {
            if (mine != attempt) {
                return;
            }
            for (AmiMessage message : reader.read(bytes)) {
                if (mine == attempt) {
                    perform(session.next(new SessionEvent.Heard(message), System.nanoTime()));
                }
            }
            feed.flush();
            status = statusNow();
            arm();
        }

        @Override
        public void closed(String reason) {
            take(mine, new SessionEvent.Closed(reason));
        }
    }
}
