package org.outpub.publish.agent;

import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.EventPublisherHandler;
import org.outpub.publish.agent.Source.ContentStart;

/**
 * Brings objects and the sources of their state together, whichever comes first: handlers by event name, and content
 * files for what no handler claims. Decides on the loop; handlers are called in the lane of their event, one call after
 * the other, and what they throw stays there.
 */
final class Sources {
    private final Inbox inbox;
    private final Outbox outbox;
    private final Gathering lines;
    private final ContentStart contentFiles;
    private final Map<String, EventPublisherHandler> byEvent = new HashMap<>();
    /** Why handlers refuse, as it was told last. */
    private final Map<LiveObject, String> refusals = new HashMap<>();

    Sources(Inbox inbox, Outbox outbox, Gathering lines, ContentStart contentFiles) {
        this.inbox = inbox;
        this.outbox = outbox;
        this.lines = lines;
        this.contentFiles = contentFiles;
    }

    /**
     * Adds a handler.
     *
     * @return false if its event has one already
     */
    boolean register(EventPublisherHandler handler, Collection<LiveObject> objects) {
        if (byEvent.putIfAbsent(handler.event(), handler) != null) {
            return false;
        }
        objects.stream()
                .filter(object -> object.config().event().equals(handler.event()))
                .forEach(object -> restart(object, object.isFiled()));
        return true;
    }

    /** Takes a handler away; what it published is removed at the servers, unless content files take its place. */
    void unregister(EventPublisherHandler handler, Collection<LiveObject> objects) {
        if (!byEvent.remove(handler.event(), handler)) {
            return;
        }
        for (LiveObject object : objects) {
            Source source = object.source();
            if (source != null && source.handler() == handler) {
                restart(object, object.config().content() == null);
            }
        }
    }

    /** Starts again those that a handler refused before, or that had none. */
    void retry(Collection<LiveObject> objects) {
        objects.forEach(this::retry);
    }

    /** Starts it again, if a handler refused it before, or it had none. */
    void retry(LiveObject object) {
        Source source = object.source();
        if (source == null || source.isRefused()) {
            restart(object, false);
        }
    }

    /**
     * Stops whatever serves an object and starts what serves it now.
     *
     * @param withdraw whether what the former source published is to go, once the next one has begun and published
     *     something else or nothing
     */
    void restart(LiveObject object, boolean withdraw) {
        Source former = object.source();
        stopServing(object);
        String event = object.config().event();
        Source source = new Source(object, byEvent.get(event), outbox.laneOf(event), former);
        object.serveBy(source);
        if (withdraw || former != null && former.isToWithdraw()) {
            source.withdrawOnceBegun();
        }
        source.lane().execute(() -> begin(object, source));
    }

    private void begin(LiveObject object, Source source) {
        String refusal = "";
        String lack = "";
        Throwable thrown = null;
        try {
            if (!source.begin(contentFiles)) {
                lack = "no source of state for event '" + object.config().event() + "', and no @content_file";
            }
        } catch (RuntimeException | Error broken) {
            refusal = "the handler of event '" + object.config().event()
                    + "' failed to start; it is asked again at the next reload";
            thrown = broken;
        } catch (Exception refused) {
            refusal = "not published: " + refused.getMessage();
        }
        String refused = refusal;
        Throwable cause = thrown;
        String why = refusal.isEmpty() ? lack : refusal;
        boolean byFiles = !source.isByHandler();
        inbox.post(() -> {
            source.begun(why, byFiles);
            begun(object, source, refused, cause);
        });
    }

    private void begun(LiveObject object, Source source, String refusal, @Nullable Throwable cause) {
        String id = object.config().id();
        if (refusal.isEmpty() && !source.lack().isEmpty() && !source.isClosed()) {
            lines.tell(Level.INFO, id, "nothing to publish yet: " + source.lack(), null);
        }
        if (source.isToWithdraw() && !source.isClosed()) {
            source.withdrawn();
            object.withdrawAllBut(source);
        }
        if (refusal.isEmpty()) {
            refusals.remove(object);
            return;
        }
        source.refuse();
        if (!refusal.equals(refusals.put(object, refusal))) {
            lines.tell(Level.WARNING, id, refusal, cause);
        }
    }

    /** Tells whatever serves an object that its server had lost a publication. */
    void createdAnew(LiveObject object, String user) {
        tell(object, source -> source.createdAnew(user));
    }

    /** Tells whatever serves an object that its server has lost a publication, of which nothing is there now. */
    void lost(LiveObject object, String user) {
        tell(object, source -> source.lost(user));
    }

    private void tell(LiveObject object, Consumer<Source> what) {
        Source source = object.source();
        if (source != null) {
            source.lane().execute(() -> {
                try {
                    what.accept(source);
                } catch (Throwable failed) {
                    outbox.log(
                            Level.WARNING,
                            failing(object, "failed to publish its state again; it is begun anew"),
                            failed);
                    inbox.post(() -> beginAnew(object, source));
                }
            });
        }
    }

    /** A server has lost what it was told, and only a beginning tells all of it. */
    private void beginAnew(LiveObject object, Source failed) {
        if (!failed.isClosed() && object.source() == failed) {
            restart(object, false);
        }
    }

    /** Stops whatever serves an object, which is gone; what is published stays. */
    void stop(LiveObject object) {
        refusals.remove(object);
        stopServing(object);
    }

    private void stopServing(LiveObject object) {
        Source source = object.source();
        object.serveBy(null);
        if (source == null) {
            return;
        }
        source.close();
        source.lane().execute(() -> {
            try {
                source.end();
            } catch (Throwable failed) {
                outbox.log(Level.WARNING, failing(object, "failed to stop"), failed);
            }
        });
    }

    private static String failing(LiveObject object, String what) {
        return object.config().id() + ": the handler of event '"
                + object.config().event() + "' " + what;
    }
}
