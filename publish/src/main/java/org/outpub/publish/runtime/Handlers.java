package org.outpub.publish.runtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.outpub.api.publication.EventPublisherHandler;

/**
 * Brings publications and the sources of their state together, whichever comes first: handlers by event name, and
 * content files for what no handler claims. Confined to the module's control executor; a handler's exceptions stay
 * here.
 */
final class Handlers {
    private static final Logger LOG = System.getLogger(Handlers.class.getName());
    private final Map<String, EventPublisherHandler> byEvent = new HashMap<>();
    private final Map<LivePublication, Running> running = new HashMap<>();
    /** Why handlers refuse, as it was told last. */
    private final Map<LivePublication, String> refusals = new HashMap<>();

    private final ContentHandler contentFiles;

    private record Running(Object handler, Runnable stop) {}

    /** Publishes files; sees the publication itself, to withdraw users whose files are gone. */
    interface ContentHandler {
        /**
         * Begins to publish a publication's files.
         *
         * @return stops it
         */
        Runnable start(LivePublication publication);
    }

    Handlers(ContentHandler contentFiles) {
        this.contentFiles = contentFiles;
    }

    /**
     * Adds a handler.
     *
     * @return false if its event has one already
     */
    boolean register(EventPublisherHandler handler, Collection<LivePublication> publications) {
        if (byEvent.putIfAbsent(handler.event(), handler) != null) {
            return false;
        }
        publications.stream()
                .filter(publication -> publication.event().equals(handler.event()))
                .forEach(this::restart);
        return true;
    }

    /** Takes a handler away; what it published is removed at the servers, unless content files take its place. */
    void unregister(EventPublisherHandler handler) {
        if (!byEvent.remove(handler.event(), handler)) {
            return;
        }
        running.entrySet().stream()
                .filter(entry -> entry.getValue().handler == handler)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(publication -> {
                    if (publication.config().content() == null) {
                        publication.withdraw();
                    }
                    restart(publication);
                });
    }

    /** Starts again those that a handler refused before. */
    void retry(Collection<LivePublication> publications) {
        publications.stream()
                .filter(publication -> !running.containsKey(publication))
                .forEach(this::start);
    }

    /** Stops whatever serves a publication and starts what serves it now. */
    void restart(LivePublication publication) {
        stop(publication);
        start(publication);
    }

    private void start(LivePublication publication) {
        EventPublisherHandler handler = byEvent.get(publication.event());
        try {
            if (handler != null && handler.serves(publication)) {
                running.put(publication, new Running(handler, handler.startPublishing(publication)));
            } else if (publication.config().content() != null) {
                running.put(publication, new Running(contentFiles, contentFiles.start(publication)));
            } else {
                LOG.log(
                        Level.INFO,
                        "{0}: nothing to publish yet: no source of state for event ''{1}'', and no @content_file",
                        publication.id(),
                        publication.event());
            }
        } catch (RuntimeException broken) {
            LOG.log(
                    Level.WARNING,
                    () -> publication.id() + ": the handler of event '" + publication.event()
                            + "' failed to start; it is asked again at the next reload",
                    broken);
        } catch (Exception refused) {
            String reason = String.valueOf(refused.getMessage());
            if (!reason.equals(refusals.put(publication, reason))) {
                LOG.log(Level.WARNING, "{0}: not published: {1}", publication.id(), reason);
            }
            return;
        }
        refusals.remove(publication);
    }

    /** Tells whatever serves a publication that its server had lost it. */
    void createdAnew(LivePublication publication, Optional<String> user) {
        Running served = running.get(publication);
        if (served == null || !(served.handler instanceof EventPublisherHandler handler)) {
            return;
        }
        try {
            handler.createdAnew(publication, user);
        } catch (RuntimeException failed) {
            LOG.log(
                    Level.WARNING,
                    () -> publication.id() + ": the handler of event '" + publication.event()
                            + "' failed to publish its state again",
                    failed);
        }
    }

    /** Stops whatever serves a publication; what is published stays. */
    void stop(LivePublication publication) {
        refusals.remove(publication);
        Running served = running.remove(publication);
        if (served == null) {
            return;
        }
        try {
            served.stop.run();
        } catch (RuntimeException failed) {
            LOG.log(
                    Level.WARNING,
                    () -> publication.id() + ": the handler of event '" + publication.event() + "' failed to stop",
                    failed);
        }
    }
}
