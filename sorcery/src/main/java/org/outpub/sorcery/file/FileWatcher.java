package org.outpub.sorcery.file;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outpub.sorcery.file.Debounce.Decision;

/**
 * Watches files and folders, and calls back once something may have changed and its writer is done. Notices edits in
 * place, files renamed over others, symbolic links that are swapped, and files and folders that are deleted and made
 * anew. Events of the file system only make it look sooner: it also looks every few seconds, for file systems that give
 * none. One daemon thread; the callback runs on it.
 */
public final class FileWatcher implements AutoCloseable {
    private static final Logger LOG = System.getLogger(FileWatcher.class.getName());
    private static final Duration QUIET = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofSeconds(5);
    /** Events come in swarms; one look for each would keep a processor busy while many files are written. */
    private static final Duration GATHER = Duration.ofMillis(20);

    /** How soon it is noticed that something else is to be watched. */
    private static final Duration SLICE = Duration.ofMillis(250);

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);
    private final Supplier<Collection<Path>> what;
    private final Runnable changed;
    private final @Nullable WatchService events;
    private final Set<WatchKey> keys = new HashSet<>();
    private final Debounce debounce;
    private final Duration poll;
    private final Thread thread;
    private Collection<Path> watched = List.of();
    private volatile boolean closed;

    private FileWatcher(
            Supplier<Collection<Path>> what, Runnable changed, Duration poll, @Nullable WatchService events) {
        this.what = what;
        this.changed = changed;
        this.poll = poll;
        this.events = events;
        Collection<Path> paths = what.get();
        register(paths);
        this.debounce = new Debounce(Stamps.take(paths), QUIET, LONGEST, poll);
        this.thread = new Thread(this::run, "outpub-watch");
        this.thread.setDaemon(true);
    }

    /**
     * Starts to watch. A change after this call is noticed, so start before reading what is watched. Without events it
     * looks every five seconds.
     *
     * @param what files, which need not exist, and folders; asked several times a second, so best the same collection
     *     until it changes. A path that was not among
     *     them before counts as changed, because it may have changed since the caller read it
     * @param changed called for a change; what it throws is logged
     * @return ends it
     */
    public static FileWatcher start(Supplier<Collection<Path>> what, Runnable changed) {
        return start(what, changed, POLL);
    }

    /**
     * As {@link #start(Supplier, Runnable)}, with another time between looks that no event calls for.
     *
     * @param what files and folders
     * @param changed called for a change
     * @param poll positive
     * @return ends it
     */
    public static FileWatcher start(Supplier<Collection<Path>> what, Runnable changed, Duration poll) {
        return start(what, changed, poll, open());
    }

    /** As above; {@code events} is null where the file system gives none. */
    static FileWatcher start(
            Supplier<Collection<Path>> what, Runnable changed, Duration poll, @Nullable WatchService events) {
        FileWatcher watcher = new FileWatcher(what, changed, poll, events);
        watcher.thread.start();
        return watcher;
    }

    private static @Nullable WatchService open() {
        try {
            return FileSystems.getDefault().newWatchService();
        } catch (IOException | UnsupportedOperationException none) {
            LOG.log(Level.INFO, "no file events here ({0}); files are looked at every few seconds", none.getMessage());
            return null;
        }
    }

    private void run() {
        Duration wait = Duration.ZERO;
        while (!closed) {
            awaitEvent(wait);
            if (!closed) {
                wait = guarded(this::look);
            }
        }
    }

    /** Looks once, and tells if it is time; registers first, so that what changes after the look gives an event. */
    private Duration look() {
        Collection<Path> paths = what.get();
        register(paths);
        Decision decision = debounce.look(Stamps.take(paths), System.nanoTime());
        if (decision.tell()) {
            guarded(() -> {
                changed.run();
                return Duration.ZERO;
            });
        }
        return decision.nextLook();
    }

    /** What the embedder's code throws must not end the watching. */
    private Duration guarded(Supplier<Duration> step) {
        try {
            return step.get();
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Throwable failed) {
            LOG.log(Level.ERROR, "following a change of files failed; watching goes on", failed);
            return poll;
        }
    }

    /** Waits for an event, for something else to be watched, or that time passes; takes all events there are. */
    private void awaitEvent(Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        try {
            WatchKey key = null;
            long left = wait.toNanos();
            while (!closed && key == null && left > 0 && !anotherIsWatched()) {
                key = awaitSlice(Math.min(left, SLICE.toNanos()));
                left = end - System.nanoTime();
            }
            if (key != null) {
                TimeUnit.NANOSECONDS.sleep(GATHER.toNanos());
            }
            while (key != null && events != null) {
                key.pollEvents();
                if (!key.reset()) {
                    keys.remove(key);
                }
                key = events.poll();
            }
        } catch (InterruptedException early) {
            // by close, which has said so; or left behind by a callback, and then it only makes us look sooner
        } catch (ClosedWatchServiceException ended) {
            closed = true;
        }
    }

    /** A supplier that fails says nothing new; the next look tells of it. */
    private boolean anotherIsWatched() {
        try {
            return !watched.equals(what.get());
        } catch (RuntimeException failed) {
            return false;
        }
    }

    private @Nullable WatchKey awaitSlice(long nanos) throws InterruptedException {
        if (events == null) {
            TimeUnit.NANOSECONDS.sleep(nanos);
            return null;
        }
        return events.poll(nanos, TimeUnit.NANOSECONDS);
    }

    /** Registering a folder anew is cheap, and finds it again when another one has taken its place. */
    private void register(Collection<Path> paths) {
        watched = paths;
        if (events == null) {
            return;
        }
        Set<WatchKey> current = new HashSet<>();
        for (Path folder : WatchedFolders.of(paths)) {
            try {
                current.add(folder.register(
                        events,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE));
            } catch (IOException | ClosedWatchServiceException gone) {
                // the next look finds it, or that it is gone
            }
        }
        keys.stream().filter(key -> !current.contains(key)).forEach(WatchKey::cancel);
        keys.clear();
        keys.addAll(current);
    }

    /** Ends it; waits for a callback that is running, but not for ever. */
    @Override
    public void close() {
        closed = true;
        try {
            if (events == null) {
                thread.interrupt();
            } else {
                events.close();
            }
            if (Thread.currentThread() != thread) {
                thread.join(CLOSE_WAIT.toMillis());
            }
        } catch (IOException unclosable) {
            LOG.log(Level.DEBUG, "closing file events failed", unclosable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
