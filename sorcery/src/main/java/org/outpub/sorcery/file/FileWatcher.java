package org.outpub.sorcery.file;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.outpub.sorcery.file.Debounce.Decision;
import org.outpub.sorcery.file.FolderEvents.Happened;

/**
 * Watches files and folders, and calls back once something may have changed and its writer is done. Notices edits in
 * place, files renamed over others, symbolic links that are swapped, folders that are renamed away and replaced, and
 * files and folders that are deleted and made anew; of a folder, that names come and go. Events of the file system only
 * make it look at once: it also looks at all in turn, for events get lost and some file systems give none. One daemon
 * thread; the callback runs on it.
 *
 * <p>A change is told once it has rested for 0.15 seconds, or for two where a file shrank or is gone; of files that never
 * rest, every five seconds.
 */
public final class FileWatcher implements AutoCloseable {
    private static final Logger LOG = System.getLogger(FileWatcher.class.getName());
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);
    private final Supplier<Collection<Path>> what;
    private final BooleanSupplier changed;
    private final FolderEvents events;
    private final Watching watching;
    private final Thread thread;
    private volatile boolean closed;
    /** Whether events were taken and then lost by a failure. */
    private boolean lost;

    private FileWatcher(Supplier<Collection<Path>> what, BooleanSupplier changed, Disk disk, FolderEvents events) {
        this.what = what;
        this.changed = changed;
        this.events = events;
        this.watching = new Watching(disk, events, what.get(), System.nanoTime());
        this.thread = new Thread(this::run, "outpub-watch");
        this.thread.setDaemon(true);
    }

    /**
     * Starts to watch. A change after this call is noticed, so start before reading what is watched.
     *
     * @param what files and folders, which need not exist; asked several times a second, so best the same collection
     *     until it changes. A path that was not among them before counts as changed, because it may have changed since
     *     the caller read it
     * @param changed called for a change; false if not all is well, so that it is called again five seconds later even
     *     if nothing changes. What it throws is logged, and counts as false
     * @return ends it
     */
    public static FileWatcher start(Supplier<Collection<Path>> what, BooleanSupplier changed) {
        return start(what, changed, Disk.real(), SystemFolderEvents.open());
    }

    static FileWatcher start(Supplier<Collection<Path>> what, BooleanSupplier changed, Disk disk, FolderEvents events) {
        FileWatcher watcher = new FileWatcher(what, changed, disk, events);
        watcher.thread.start();
        return watcher;
    }

    private void run() {
        Duration wait = Duration.ZERO;
        while (!closed) {
            Happened happened = events.await(wait);
            if (!closed) {
                wait = step(happened);
            }
        }
    }

    /** What foreign code throws, errors too, must not end the watching. */
    private Duration step(Happened happened) {
        try {
            Happened all = lost ? new Happened(true, happened.events()) : happened;
            lost = true;
            Decision decision = watching.step(all, what.get(), System.nanoTime());
            lost = false;
            if (decision.tell()) {
                watching.told(tell(), System.nanoTime());
            }
            return decision.nextLook();
        } catch (Throwable failed) {
            log(failed);
            return AFTER_FAILURE;
        }
    }

    private boolean tell() {
        try {
            return changed.getAsBoolean();
        } catch (Throwable failed) {
            log(failed);
            return false;
        }
    }

    private static void log(Throwable failed) {
        try {
            LOG.log(Level.ERROR, "following a change of files failed; watching goes on", failed);
        } catch (Throwable again) {
            // nothing is left to be done about it
        }
    }

    /** Ends it; waits for a callback that is running, but not for ever. */
    @Override
    public void close() {
        closed = true;
        events.close();
        try {
            if (Thread.currentThread() != thread) {
                thread.join(CLOSE_WAIT.toMillis());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
