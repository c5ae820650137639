package org.outpub.publish.sources.packages;

import java.util.Collection;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
    private final @Nullable Dump<K> dump;
    private volatile Runnable observation = () -> {};

    /** Says what is to be published again. */
    interface Dump<K> {
        /**
         * The server has lost what it was told.
         *
         * @param all whether it has not even the last document
         * @return which keys it is to be told again
         */
        Predicate<K> begin(boolean all);
    }

    /**
     * Follows nothing yet.
     *
     * @param table what to follow
     * @param filter which keys count
     * @param queue takes them; ended with this
     * @param known keys that were published before; queued at the start even if they are gone or the filter leaves them
     *     out, so that they can be withdrawn
     * @param dump which keys a dump queues again; null for none
     */
    TableFollower(
            StateTable<K, ?> table,
            Predicate<K> filter,
            ChangeQueue<K> queue,
            Collection<K> known,
            @Nullable Dump<K> dump) {
        this.table = table;
        this.filter = filter;
        this.queue = queue;
        this.known = known;
        this.dump = dump;
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
    public void dump(boolean all) {
        if (dump != null) {
            Predicate<K> again = dump.begin(all);
            queue.addAll(table.keys().stream().filter(filter).filter(again).toList());
        }
    }

    @Override
    public void stop() {
        observation.run();
        queue.stop();
    }
}
