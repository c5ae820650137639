package org.outpub.publish.sources.packages;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.outpub.api.state.StateTable;

/**
 * Queues what is in a table, then what changes in it.
 *
 * @param <K> what names a state
 */
final class TableFollower<K extends Comparable<K>> implements Running {
    private final StateTable<K, ?> table;
    private final Predicate<K> filter;
    private final ChangeQueue<K> queue;
    private final Collection<K> known;
    private final boolean dumps;
    private volatile Runnable observation = () -> {};

    /**
     * Follows nothing yet.
     *
     * @param table what to follow
     * @param filter which keys count
     * @param queue takes them; ended with this
     * @param known keys that were published before; queued at the start even if they are gone or the filter leaves them
     *     out, so that they can be withdrawn
     * @param dumps whether a dump queues all keys again
     */
    TableFollower(
            StateTable<K, ?> table, Predicate<K> filter, ChangeQueue<K> queue, Collection<K> known, boolean dumps) {
        this.table = table;
        this.filter = filter;
        this.queue = queue;
        this.known = known;
        this.dumps = dumps;
    }

    /** Observes before it asks for what is there, so that no change falls between. */
    @Override
    public void start() {
        observation = table.observe(key -> {
            if (filter.test(key)) {
                queue.add(key);
            }
        });
        queueAll(known);
    }

    /** At once, so that a key that is in both is queued once. */
    private void queueAll(Collection<K> first) {
        queue.addAll(Stream.concat(first.stream(), table.keys().stream().filter(filter))
                .toList());
    }

    @Override
    public void dump() {
        if (dumps) {
            queueAll(List.of());
        }
    }

    @Override
    public void stop() {
        observation.run();
        queue.stop();
    }
}
