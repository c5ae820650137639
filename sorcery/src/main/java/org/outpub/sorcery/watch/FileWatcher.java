package org.outpub.sorcery.watch;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
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
import org.outpub.sorcery.watch.Debounce.Decision;

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
    /** How soon a change of what is watched is noticed. */
    private static final Duration SLICE = Duration.ofMillis(250);

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);
    private final Supplier<Collection<Path>> what;
    private final Runnable changed;
    private final @Nullable WatchService events;
    private final Set<WatchKey> keys = new HashSet<>();
    private final Debounce debounce;
    private Collection<Path> registered = List.of();
    private final Duration poll;
    private final Thread thread;
    private volatile boolean closed;

    private FileWatcher(Supplier<Collection<Path>> what, Runnable changed, Duration poll) {
        this.what = what;
        this.changed = changed;
        this.poll = poll;
        this.events = open();
        Collection<Path> paths = what.get();
        this.debounce = new Debounce(Stamps.take(paths), QUIET, LONGEST, poll);
        register(paths);
        this.thread = new Thread(this::run, "outpub-watch");
        this.thread.setDaemon(true);
    }

    /**
     * Starts to watch. A change after this call is noticed.
     *
     * @param what files, which need not exist, and folders; asked several times a second, so best the same collection
     *     until it changes
     * @param changed called for a change; what it throws is logged
     * @return ends it
     */
    public static FileWatcher start(Supplier<Collection<Path>> what, Runnable changed) {
        return start(what, changed, POLL);
    }

    /** As {@link #start(Supplier, Runnable)}, with another time between looks that no event calls for. */
    static FileWatcher start(Supplier<Collection<Path>> what, Runnable changed, Duration poll) {
        FileWatcher watcher = new FileWatcher(what, changed, poll);
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
        long nextLook = System.nanoTime();
        long nextRegistration = nextLook + poll.toNanos();
        while (!closed) {
            boolean event = awaitEvent(Math.min(SLICE.toNanos(), nextLook - System.nanoTime()));
            Collection<Path> paths = what.get();
            if (!paths.equals(registered) || System.nanoTime() - nextRegistration >= 0) {
                register(paths);
                nextRegistration = System.nanoTime() + poll.toNanos();
            }
            if (!closed && (event || System.nanoTime() - nextLook >= 0)) {
                Decision decision = debounce.look(Stamps.take(paths), System.nanoTime());
                nextLook = System.nanoTime() + decision.nextLook().toNanos();
                if (decision.tell()) {
                    tell();
                }
            }
        }
    }

    private void tell() {
        try {
            changed.run();
        } catch (RuntimeException failed) {
            LOG.log(Level.ERROR, "following a change of files failed; watching goes on", failed);
        }
    }

    /** Waits for an event, or that time passes; takes all events there are. */
    private boolean awaitEvent(long nanos) {
        try {
            if (events == null) {
                TimeUnit.NANOSECONDS.sleep(nanos);
                return false;
            }
            WatchKey first = events.poll(nanos, TimeUnit.NANOSECONDS);
            for (WatchKey key = first; key != null; key = events.poll()) {
                key.pollEvents();
                if (!key.reset()) {
                    keys.remove(key);
                }
            }
            return first != null;
        } catch (InterruptedException | ClosedWatchServiceException ended) {
            closed = true;
            return false;
        }
    }

    /** Registering a folder anew is cheap, and finds it again when another one has taken its place. */
    private void register(Collection<Path> paths) {
        registered = paths;
        if (events == null) {
            return;
        }
        Set<WatchKey> current = new HashSet<>();
        for (Path folder : folders(paths)) {
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

    private static Set<Path> folders(Collection<Path> paths) {
        Set<Path> folders = new HashSet<>();
        for (Path path : paths) {
            Path absolute = path.toAbsolutePath();
            if (Files.isDirectory(absolute)) {
                folders.add(absolute);
            }
            folders.add(existingAncestor(absolute));
            if (Files.isSymbolicLink(absolute)) {
                try {
                    folders.add(existingAncestor(absolute.toRealPath()));
                } catch (IOException dangling) {
                    // the link itself is watched in its folder
                }
            }
        }
        return folders;
    }

    private static Path existingAncestor(Path path) {
        Path folder = path.getParent();
        while (folder != null && !Files.isDirectory(folder)) {
            folder = folder.getParent();
        }
        return folder == null ? path : folder;
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
