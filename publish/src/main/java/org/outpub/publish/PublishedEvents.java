package org.outpub.publish;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.publish.config.OutboundPublish;

/** The event packages that are configured, gathered anew only after a change. Safe for use by many threads. */
final class PublishedEvents implements Supplier<Collection<String>> {
    private final Sorcery sorcery;
    private List<String> events = List.of(); // guarded by this
    private boolean changed = true; // guarded by this

    PublishedEvents(Sorcery sorcery) {
        this.sorcery = sorcery;
    }

    synchronized void changed() {
        changed = true;
    }

    @Override
    public synchronized List<String> get() {
        if (changed) {
            changed = false;
            events = sorcery.retrieveAll(OutboundPublish.TYPE).stream()
                    .map(OutboundPublish::event)
                    .distinct()
                    .sorted()
                    .toList();
        }
        return events;
    }
}
