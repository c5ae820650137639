package org.outpub.publish.daemon;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/**
 * The signals of a daemon, from its first moment on: one that comes while it is still starting is kept for when it can be
 * followed. Safe for use by many threads.
 */
final class Signals {
    private final CountDownLatch stop = new CountDownLatch(1);
    private @Nullable Runnable reload; // guarded by this
    private boolean reloadWanted; // guarded by this

    /** Takes SIGTERM, SIGINT and SIGHUP, which otherwise would end the process. */
    static Signals take() {
        Signals signals = new Signals();
        Signal.handle(new Signal("TERM"), signal -> signals.stop.countDown());
        Signal.handle(new Signal("INT"), signal -> signals.stop.countDown());
        try {
            Signal.handle(new Signal("HUP"), signal -> signals.wantReload());
        } catch (IllegalArgumentException notOfThisSystem) {
            return signals;
        }
        return signals;
    }

    private synchronized void wantReload() {
        reloadWanted = true;
        reloadIfWanted();
    }

    /** Says what a SIGHUP does from now on; one that came before is followed now. */
    synchronized void onReload(Runnable work) {
        reload = work;
        reloadIfWanted();
    }

    /** A reload waits for files: never on the signal's own thread. */
    private void reloadIfWanted() {
        Runnable work = reload;
        if (reloadWanted && work != null) {
            reloadWanted = false;
            Thread thread = new Thread(work, "outpub-reload");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Waits until somebody wants the end. */
    void awaitStop() throws InterruptedException {
        stop.await();
    }

    /** Whether somebody wants the end. */
    boolean isStopWanted() {
        return stop.getCount() == 0;
    }
}
