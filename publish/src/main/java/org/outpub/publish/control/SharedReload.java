package org.outpub.publish.control;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.ReloadReport;

/**
 * Reloads one after another. All who ask while one is under way share the next: it begins after they asked, so it sees
 * what they wrote, and however many ask, one waits at most. Safe for use by many threads.
 */
final class SharedReload {
    private final Supplier<ReloadReport> reload;
    private final Executor thread;
    private @Nullable CompletableFuture<ReloadReport> next;

    SharedReload(Supplier<ReloadReport> reload, Executor thread) {
        this.reload = reload;
        this.thread = thread;
    }

    /** A reload that begins after this call. */
    synchronized CompletableFuture<ReloadReport> ask() {
        if (next == null) {
            next = CompletableFuture.supplyAsync(this::begin, thread);
        }
        return next;
    }

    private ReloadReport begin() {
        synchronized (this) {
            next = null;
        }
        return reload.get();
    }
}
