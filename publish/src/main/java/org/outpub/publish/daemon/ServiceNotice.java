package org.outpub.publish.daemon;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a service manager how the daemon fares (sd_notify(3)): a datagram to the socket that it names in {@code
 * NOTIFY_SOCKET}. Without one, and where there is no native code for such sockets, nothing is told; what cannot be sent is
 * told once in the log and harms nothing. Safe for use by many threads.
 */
final class ServiceNotice implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ServiceNotice.class.getName());

    private final @Nullable String socket;
    /** How often the service manager wants to hear; zero if it does not. */
    private final Duration watchdog;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "outpub-watchdog");
        thread.setDaemon(true);
        return thread;
    });
    private boolean failed;

    private ServiceNotice(@Nullable String socket, Duration watchdog) {
        this.socket = socket;
        this.watchdog = watchdog;
    }

    /** As the process's environment says. */
    static ServiceNotice of(Map<String, String> environment) {
        String name = environment.get("NOTIFY_SOCKET");
        boolean usable = name != null && (name.startsWith("/") || name.startsWith("@"));
        if (usable && !Epoll.isAvailable()) {
            LOG.log(Level.WARNING, "the service manager is told nothing: there is no native code for its socket here");
        }
        return new ServiceNotice(usable && Epoll.isAvailable() ? name : null, watchdog(environment));
    }

    private static Duration watchdog(Map<String, String> environment) {
        String pid = environment.get("WATCHDOG_PID");
        boolean ours =
                pid == null || pid.equals(String.valueOf(ProcessHandle.current().pid()));
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        return ours && micros.matches("[0-9]{1,15}")
                ? Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(Long.parseLong(micros)))
                : Duration.ZERO;
    }

    /** It works, which also ends a reload. */
    void ready(String status) {
        send("READY=1\nSTATUS=" + oneLine(status));
    }

    /** It reads its configuration anew. */
    void reloading() {
        send("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
    }

    /** It ends. */
    void stopping() {
        timer.shutdownNow();
        send("STOPPING=1\nSTATUS=removing what was published");
    }

    /**
     * From now on, tells twice in each period that it lives, as long as it answers.
     *
     * @param asked asks what has to live; what it gives completes once that has answered
     */
    void whileAnswered(Supplier<CompletionStage<?>> asked) {
        if (socket != null && !watchdog.isZero()) {
            long half = Math.max(1, watchdog.toMillis() / 2);
            var unused = timer.scheduleAtFixedRate(() -> ask(asked), 0, half, TimeUnit.MILLISECONDS);
        }
    }

    private void ask(Supplier<CompletionStage<?>> asked) {
        try {
            var unused = asked.get().thenRun(() -> send("WATCHDOG=1"));
        } catch (RuntimeException ended) {
            LOG.log(Level.DEBUG, "no answer for the watchdog", ended);
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    private synchronized void send(String state) {
        if (socket == null || failed) {
            return;
        }
        // An abstract name begins with a zero byte in place of the '@'.
        String path = socket.startsWith("@") ? '\0' + socket.substring(1) : socket;
        ByteBuffer bytes = ByteBuffer.allocateDirect(state.length() * 3);
        bytes.put(state.getBytes(StandardCharsets.UTF_8)).flip();
        try {
            Socket sender = Socket.newSocketDomainDgram();
            try {
                sender.connect(new DomainSocketAddress(path));
                sender.write(bytes, 0, bytes.limit());
            } finally {
                sender.close();
            }
        } catch (IOException refused) {
            failed = true;
            LOG.log(Level.WARNING, "the service manager cannot be told anything: {0}", refused.getMessage());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
