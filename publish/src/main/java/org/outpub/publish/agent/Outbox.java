package org.outpub.publish.agent;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.outpub.api.config.Excerpt;
import org.outpub.api.publication.PublicationListener;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublishResult;
import org.outpub.api.publication.RequestReport;

/**
 * The one way out to foreign code: callers' results, a host's listener, handlers, the log. Each kind has a {@link Lane}
 * of its own, so that one that hangs holds up neither the loop nor the others. Called on the loop; safe for use by many
 * threads but for {@link #laneOf}.
 */
final class Outbox {
    private static final Logger LOG = System.getLogger("org.outpub.publish.publication");
    /** Beyond these, news is dropped, counted and told: a listener or a log that does not keep up must cost no memory. */
    private static final int MOST_WAITING = 10_000;

    private final Executor executor;
    private final Executor fallback;
    private final PublicationListener listener;
    private final Lane results;
    private final Lane news;
    private final Lane log;
    private final Lane lookUps;
    private final Map<String, Lane> handlers = new HashMap<>();
    private final AtomicLong lostNews = new AtomicLong();
    private final AtomicLong lostLines = new AtomicLong();

    /**
     * An outbox.
     *
     * @param executor the host's
     * @param fallback takes what the executor refuses
     * @param listener the host's; {@link #SILENT} for none
     */
    Outbox(Executor executor, Executor fallback, PublicationListener listener) {
        this.executor = executor;
        this.fallback = fallback;
        this.listener = listener;
        this.results = new Lane("results of calls", executor, fallback);
        this.news = new Lane("listeners", executor, fallback);
        this.log = new Lane("log lines", executor, fallback);
        this.lookUps = new Lane("look-ups", executor, fallback);
    }

    /** Hears nothing, and costs nothing. */
    static final PublicationListener SILENT = status -> {};

    /** Whether somebody listens. */
    boolean isHeard() {
        return listener != SILENT;
    }

    void answer(PublishCall call, PublishResult result) {
        results.execute(call.decided(result));
    }

    /** Runs a task in the order of the results. */
    void run(Runnable task) {
        results.execute(task);
    }

    /** Runs a task that asks the host's store, which may take its time. */
    void lookUp(Runnable task) {
        lookUps.execute(task);
    }

    /** Where the handlers of an event package are called. Called on the loop only. */
    Lane laneOf(String event) {
        return handlers.computeIfAbsent(
                event, name -> new Lane("handlers of event '" + name + "'", executor, fallback));
    }

    void changed(PublicationStatus status) {
        tell(() -> listener.changed(status));
    }

    void requestEnded(RequestReport report) {
        tell(() -> listener.requestEnded(report));
    }

    /** Runs a task once the listener has heard all that came before. */
    void afterTheNews(Runnable task) {
        news.execute(task);
    }

    private void tell(Runnable item) {
        if (news.waiting() >= MOST_WAITING) {
            if (lostNews.getAndIncrement() == 0) {
                log(Level.WARNING, "a listener does not keep up: news of requests is dropped until it does");
            }
            return;
        }
        long lost = lostNews.getAndSet(0);
        if (lost > 0) {
            log(Level.WARNING, lost + " pieces of news were dropped before the listener kept up again");
        }
        news.execute(item);
    }

    /** Logs one line, made such: it may hold what a server said, or how a stranger calls a user. */
    void log(Level level, String any) {
        if (!LOG.isLoggable(level)) {
            return;
        }
        String line = Excerpt.line(any);
        if (log.waiting() >= MOST_WAITING) {
            lostLines.getAndIncrement();
            return;
        }
        long lost = lostLines.getAndSet(0);
        log.execute(() -> {
            if (lost > 0) {
                LOG.log(Level.WARNING, "{0} log lines were dropped: the log does not keep up", lost);
            }
            LOG.log(level, line);
        });
    }

    void log(Level level, String line, Throwable thrown) {
        log.execute(() -> LOG.log(level, Excerpt.line(line), thrown));
    }
}
