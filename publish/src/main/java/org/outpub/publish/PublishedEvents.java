package org.outpub.publish;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.publish.config.OutboundPublish;

/** The event packages that are configured, counted as objects come and go. Safe for use by many threads. */
final class PublishedEvents implements Supplier<Collection<String>> {
    private final Map<String, Integer> counts = new TreeMap<>(); // guarded by this
    private volatile List<String> events = List.of(); // written with the lock of this held

    synchronized void changed(ObjectChanges<OutboundPublish> changes) {
        changes.created().forEach(created -> count(created, 1));
        changes.deleted().forEach(deleted -> count(deleted, -1));
        changes.updated().forEach(updated -> {
            count(updated.before(), -1);
            count(updated.after(), 1);
        });
        events = List.copyOf(counts.keySet());
    }

    private void count(OutboundPublish object, int by) {
        counts.merge(object.event(), by, (before, change) -> before + change == 0 ? null : before + change);
    }

    @Override
    public List<String> get() {
        return events;
    }
}
