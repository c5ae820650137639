package org.outpub.publish.sip.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of all connections. It starts with the first use, is a daemon, and waits for nothing but events. Only
 * {@link #execute} and {@link #close} may be called by other threads.
 */
public final class StreamLoop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StreamLoop.class.getName());
    private static final int LONGEST_CLOSE_SECONDS = 5;
    private static final int READ_SIZE = 64 << 10;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Set<StreamConnection> unflushed = new LinkedHashSet<>(); // confined to the thread
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(READ_SIZE); // confined to the thread
    private @Nullable Selector selector; // set once, with the lock of this held
    private @Nullable Thread thread; // as above
    private volatile boolean closed;

    /** A channel's events. */
    interface Ready {
        /** The channel can go on. */
        void ready(SelectionKey key);
    }

    /** A loop whose thread does not run yet. */
    public StreamLoop() {}

    /**
     * Runs a task on the loop's thread: at once if this is it, else after those handed in before.
     *
     * @param task must not block; dropped once the loop is closed
     */
    public void execute(Runnable task) {
        if (closed) {
            return;
        }
        if (Thread.currentThread() == start()) {
            task.run();
            return;
        }
        tasks.add(task);
        if (woken.compareAndSet(false, true)) {
            selector().wakeup();
        }
    }

    private synchronized Thread start() {
        Thread running = thread;
        if (running == null) {
            try {
                selector = Selector.open();
            } catch (IOException failed) {
                throw new UncheckedIOException("no selector can be opened", failed);
            }
            running = new Thread(this::run, "outpub-streams");
            running.setDaemon(true);
            thread = running;
            running.start();
        }
        return running;
    }

    private synchronized Selector selector() {
        return Objects.requireNonNull(selector);
    }

    SelectionKey register(SelectableChannel channel, int interest, Ready ready) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector(), interest, ready);
    }

    /** Closes a channel and waits until the system has let go of its address, which the selector would hold. */
    void closeNow(SelectableChannel channel) {
        CountDownLatch done = new CountDownLatch(1);
        execute(() -> {
            try {
                channel.close();
                selector().selectNow();
                // It may have taken a wake-up that was meant for the next wait; its task is in the queue still.
                woken.set(false);
            } catch (IOException broken) {
                LOG.log(System.Logger.Level.DEBUG, "A port could not be closed", broken);
            }
            done.countDown();
        });
        try {
            if (!closed && !done.await(LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "A port was not closed in time");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A buffer for the duration of one call. */
    ByteBuffer scratch() {
        return scratch.clear();
    }

    /** Writes a connection's messages once the tasks at hand are done, so that many go out together. */
    void flushLater(StreamConnection connection) {
        unflushed.add(connection);
    }

    private void run() {
        Selector events = selector();
        while (!closed) {
            try {
                events.select();
            } catch (IOException failed) {
                LOG.log(System.Logger.Level.ERROR, "The connections' selector failed", failed);
                return;
            }
            woken.set(false);
            runTasks();
            for (SelectionKey key : events.selectedKeys()) {
                if (key.isValid()) {
                    guarded(() -> ((Ready) key.attachment()).ready(key));
                }
            }
            events.selectedKeys().clear();
            flush();
        }
        end(events);
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            guarded(task);
        }
        flush();
    }

    private void flush() {
        while (!unflushed.isEmpty()) {
            StreamConnection next = unflushed.iterator().next();
            unflushed.remove(next);
            guarded(next::flush);
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | StackOverflowError | AssertionError broken) {
            LOG.log(System.Logger.Level.ERROR, "A connection's event could not be handled", broken);
        }
    }

    private void end(Selector events) {
        runTasks();
        for (SelectionKey key : events.keys()) {
            try {
                key.channel().close();
            } catch (IOException alreadyBroken) {
                // nothing is lost
            }
        }
        try {
            events.close();
        } catch (IOException alreadyBroken) {
            // nothing is lost
        }
    }

    /** Ends the thread after the tasks handed in before, and closes what is left open. */
    @Override
    public synchronized void close() {
        closed = true;
        if (selector != null) {
            selector.wakeup();
        }
    }
}
