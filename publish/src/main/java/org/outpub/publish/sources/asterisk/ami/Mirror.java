package org.outpub.publish.sources.asterisk.ami;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the things of one kind, from lists and from live events. Confined to its owner's thread.
 *
 * <p>Live events hold at once, in their order. What a list says holds once it is {@link #settle settled}, and only where no
 * event came since the list was asked for: an event that came then is as new as the list, or will be followed by one that
 * is, as every change is told by an event. So nothing is lost, and a list that is read earlier or later than it was
 * written takes nothing back.
 *
 * <p>What a list lacks is not gone yet: a server that begins or stops gives short ones. It is gone when lists have lacked it
 * for a while.
 *
 * @param <K> names a thing
 * @param <V> its state
 */
final class Mirror<K, V> {
    private final int most;
    private final BiConsumer<K, @Nullable V> tell;
    private final Map<K, V> known = new HashMap<>();
    /** What lists have lacked, and since when. */
    private final Map<K, Long> missing = new HashMap<>();
    /** Null while no list is asked for. */
    private @Nullable Map<K, V> listed;

    private final Set<K> toldMeanwhile = new HashSet<>();
    private boolean full;

    /**
     * Knows nothing.
     *
     * @param most how many things there may be; what is beyond is left out
     * @param tell told each change; null for a thing that is gone
     */
    Mirror(int most, BiConsumer<K, @Nullable V> tell) {
        this.most = most;
        this.tell = tell;
    }

    /** A list is asked for; what an earlier one said is dropped. */
    void listAsked() {
        listed = new HashMap<>();
        toldMeanwhile.clear();
    }

    /** The connection ended in the middle of a list. */
    void listLost() {
        listed = null;
        toldMeanwhile.clear();
    }

    /** An entry of the list. */
    void listed(K key, V value) {
        if (listed != null && (listed.size() < most || listed.containsKey(key))) {
            listed.put(key, value);
        }
    }

    /** A live event. */
    void live(K key, V value) {
        missing.remove(key);
        if (listed != null) {
            toldMeanwhile.add(key);
        }
        set(key, value);
    }

    private boolean set(K key, V value) {
        V former = known.get(key);
        if (value.equals(former)) {
            return false;
        }
        if (former == null && known.size() >= most) {
            full = true;
            return false;
        }
        known.put(key, value);
        tell.accept(key, value);
        return true;
    }

    /**
     * The list is complete, and what events were under way with it have come.
     *
     * @param now in nanoseconds
     * @param confirm for how long lists must lack a thing until it is gone, in nanoseconds; negative if this one says
     *     nothing of what is gone
     * @return how many known things have changed without an event
     */
    int settle(long now, long confirm) {
        if (listed == null) {
            return 0;
        }
        Map<K, V> list = listed;
        int untold = 0;
        for (Map.Entry<K, V> entry : list.entrySet()) {
            K key = entry.getKey();
            if (!toldMeanwhile.contains(key)) {
                boolean wasKnown = known.containsKey(key);
                missing.remove(key);
                untold += set(key, entry.getValue()) && wasKnown ? 1 : 0;
            }
        }
        if (confirm >= 0) {
            forgetWhatLacks(list, now, confirm);
        }
        listLost();
        return untold;
    }

    private void forgetWhatLacks(Map<K, V> list, long now, long confirm) {
        List<K> gone = new ArrayList<>();
        for (K key : known.keySet()) {
            if (list.containsKey(key) || toldMeanwhile.contains(key)) {
                continue;
            }
            Long since = missing.putIfAbsent(key, now);
            if (since != null && now - since >= confirm) {
                gone.add(key);
            }
        }
        gone.forEach(this::forget);
    }

    /** What lists lacked until now does not count. */
    void trustLists() {
        missing.clear();
    }

    /** Whether something is to be asked for again, to know whether it is gone. */
    boolean doubts() {
        return !missing.isEmpty();
    }

    void forget(K key) {
        missing.remove(key);
        if (known.remove(key) != null) {
            tell.accept(key, null);
        }
    }

    void forgetAll() {
        List.copyOf(known.keySet()).forEach(this::forget);
    }

    @Nullable
    V get(K key) {
        return known.get(key);
    }

    Set<K> keys() {
        return known.keySet();
    }

    /** What the list that is asked for has told until now. */
    Set<K> pending() {
        return listed == null ? Set.of() : listed.keySet();
    }

    int size() {
        return known.size();
    }

    /** Whether something was left out, once. */
    boolean tookTooMany() {
        boolean told = full;
        full = false;
        return told;
    }
}
