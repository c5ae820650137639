package org.outpub.api.state;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the host and other servers tell of the things of one kind, and the two tables over it: what holds by all that is
 * told, and the host's own part. Safe for use by many threads.
 *
 * @param <K> what names a thing
 * @param <V> its state, immutable
 */
final class Tellings<K extends Comparable<K>, V> {
    private final ConcurrentNavigableMap<K, Telling<V>> all = new ConcurrentSkipListMap<>();
    private final Function<List<V>, V> sum;
    private final StateTable<K, V> table = new StateTable<>(this::get, this::keys);
    private final StateTable<K, V> own = new StateTable<>(this::getOwn, this::keysOwn);

    /**
     * Nothing is told yet.
     *
     * @param sum what holds where several tell of one thing; the host, if it does, comes last
     */
    Tellings(Function<List<V>, V> sum) {
        this.sum = sum;
    }

    StateTable<K, V> table() {
        return table;
    }

    StateTable<K, V> own() {
        return own;
    }

    private Optional<V> get(K key) {
        return Optional.ofNullable(together(all.get(key)));
    }

    private @Nullable V together(@Nullable Telling<V> telling) {
        return telling == null ? null : telling.together(sum);
    }

    private List<K> keys() {
        return List.copyOf(all.keySet());
    }

    private Optional<V> getOwn(K key) {
        return Optional.ofNullable(ownOf(all.get(key)));
    }

    private static <V> @Nullable V ownOf(@Nullable Telling<V> telling) {
        return telling == null ? null : telling.own();
    }

    private List<K> keysOwn() {
        return all.entrySet().stream()
                .filter(entry -> entry.getValue().own() != null)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The host tells a state; null that there is none. What was known already is told to nobody. */
    void tell(K key, @Nullable V state) {
        if (!Objects.equals(ownOf(all.get(key)), state)) {
            change(key, before -> Telling.withOwn(before, state));
        }
    }

    /** Another server tells a state; null that there is none. */
    void tell(String peer, K key, @Nullable V state) {
        change(key, before -> Telling.withPeer(before, peer, state));
    }

    private void change(K key, UnaryOperator<@Nullable Telling<V>> step) {
        Change<V> change = new Change<>();
        all.compute(key, (same, before) -> change.to(before, step.apply(before)));
        if (!Objects.equals(together(change.before), together(change.after))) {
            table.tell(key);
        }
        if (!Objects.equals(ownOf(change.before), ownOf(change.after))) {
            own.tell(key);
        }
    }

    /** What the last try of a computation saw and made. */
    private static final class Change<V> {
        private @Nullable Telling<V> before;
        private @Nullable Telling<V> after;

        @Nullable
        Telling<V> to(@Nullable Telling<V> was, @Nullable Telling<V> is) {
            before = was;
            after = is;
            return is;
        }
    }
}
