package org.outpub.publish.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.Workload;

/**
 * Tells how far the first wave of publications has come, and how far their removal at the end. On a terminal, many
 * publications are told of by a line of progress, and not one by one; that each of many is removed at the end is told nowhere
 * but in the number. Safe for use by many threads.
 */
final class Waves {
    private static final Logger LOG = System.getLogger(Waves.class.getName());
    /** More would scroll away what matters. */
    private static final long MANY = 20;

    private static final long LOOK_MILLIS = 100;
    /** So long nothing waits or is under way when the wave is over: sources of state begin one after the other. */
    private static final int QUIET_LOOKS = 10;

    /** So many leave behind memory worth giving back to the machine, which may not come by itself for days. */
    private static final long LITTERING = 1000;

    private final Progress progress;
    private volatile boolean hiding;
    private volatile @Nullable Thread watcher;

    Waves(Progress progress) {
        this.progress = progress;
    }

    /** Whether single publications are not worth a line of the log now. */
    boolean hideEach() {
        return hiding;
    }

    /**
     * Watches the first wave until it is over, and shows it on a terminal.
     *
     * @param objects how many were loaded: they begin a little later
     */
    void first(long objects, Supplier<Workload> workload) {
        if (objects <= MANY) {
            return;
        }
        hiding = progress.isShown();
        Thread watching = new Thread(() -> watch(objects, workload), "outpub-first-wave");
        watching.setDaemon(true);
        watching.start();
        watcher = watching;
    }

    private void watch(long objects, Supplier<Workload> workload) {
        long begun = System.nanoTime();
        try (Progress.Line line = progress.show(() -> published(workload.get()))) {
            int quiet = 0;
            while (quiet < QUIET_LOOKS) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                quiet = pending(workload.get()) > 0 ? 0 : quiet + 1;
            }
        } catch (InterruptedException stopping) {
            return;
        }
        long tenths = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) / 100;
        if (hiding) {
            hiding = false;
            LOG.log(Level.INFO, "{0} ({1} s)", published(workload.get()), tenths / 10.0);
        }
        if (objects > LITTERING) {
            System.gc();
        }
    }

    /** Shows the removal until the line is closed. Called when nothing more is to be published. */
    Progress.Line last(Supplier<Workload> workload) throws InterruptedException {
        Thread watching = watcher;
        if (watching != null) {
            watching.interrupt();
            watching.join();
        }
        hiding = total(workload.get()) > MANY;
        return progress.show(() -> counted(total(workload.get())) + " still to be removed");
    }

    static String published(Workload now) {
        String failing = now.in(Phase.RETRYING) == 0 ? "" : "; " + counted(now.in(Phase.RETRYING)) + " failing";
        long idle = now.in(Phase.IDLE);
        return "published " + counted(now.in(Phase.PUBLISHED)) + " of " + counted(total(now) - idle) + failing
                + (idle == 0 ? "" : "; " + counted(idle) + " have nothing to publish yet");
    }

    private static String counted(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static long pending(Workload now) {
        return now.in(Phase.DUE) + now.in(Phase.SENDING);
    }

    private static long total(Workload now) {
        return now.publications().values().stream().mapToLong(Long::longValue).sum();
    }
}
