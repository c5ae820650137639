package org.outpub.publish.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A line at the foot of a terminal that says how far something long has come; log lines go above it. Into a file or a pipe
 * only the log lines go. Safe for use by many threads.
 */
final class Progress {
    /** What is done before that needs no line. */
    private static final long FIRST_MILLIS = 300;

    private static final long EACH_MILLIS = 200;
    private static final int WIDTH = 78;
    private static final String ERASE = "\r\033[K";
    private final PrintStream out;
    private final boolean terminal;
    private @Nullable ScheduledExecutorService timer; // guarded by this, as what follows
    private Supplier<String> text = () -> "";
    private String drawn = "";

    /** A line that is shown until it is closed. */
    interface Line extends AutoCloseable {
        @Override
        void close();
    }

    Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    static Progress onStandardError() {
        return new Progress(System.err, isTerminal());
    }

    /** The JDK knows only whether standard input and output are terminals. */
    private static boolean isTerminal() {
        if ("dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return false;
        }
    }

    boolean isShown() {
        return terminal;
    }

    /** Writes a log line, its line feed included. */
    synchronized void log(String line) {
        erase();
        out.print(line);
        draw();
        out.flush();
    }

    /**
     * Shows a line, if there is a terminal.
     *
     * @param now what it says now; asked a few times a second
     */
    synchronized Line show(Supplier<String> now) {
        if (!terminal) {
            return () -> {};
        }
        if (timer == null) {
            timer = Executors.newSingleThreadScheduledExecutor(Progress::thread);
        }
        text = now;
        ScheduledFuture<?> redrawing =
                timer.scheduleWithFixedDelay(this::redraw, FIRST_MILLIS, EACH_MILLIS, TimeUnit.MILLISECONDS);
        return () -> {
            redrawing.cancel(false);
            end();
        };
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "outpub-progress");
        thread.setDaemon(true);
        return thread;
    }

    private synchronized void redraw() {
        String now = text.get();
        erase();
        drawn = now.substring(0, Math.min(now.length(), WIDTH));
        draw();
        out.flush();
    }

    private synchronized void end() {
        erase();
        drawn = "";
        text = () -> "";
        out.flush();
    }

    private void erase() {
        if (!drawn.isEmpty()) {
            out.print(ERASE);
        }
    }

    private void draw() {
        out.print(drawn);
    }
}
