package org.outpub.publish.agent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.outpub.publish.config.KeptPublication;

/** What a process before this one left at servers and is not taken up yet. Confined to the loop once it is made. */
public final class Recalled {
    private final Map<String, List<KeptPublication>> byPublication = new LinkedHashMap<>();

    /**
     * Indexes them.
     *
     * @param kept all of them
     * @param now those that have expired by then are left out
     */
    public Recalled(Collection<KeptPublication> kept, Instant now) {
        add(kept, now);
    }

    /** Takes in more; what was known of the same publications is forgotten. */
    void add(Collection<KeptPublication> kept, Instant now) {
        kept.forEach(one -> byPublication.remove(one.subject().publication()));
        for (KeptPublication one : kept) {
            if (one.secondsLeft(now) > 0) {
                byPublication
                        .computeIfAbsent(one.subject().publication(), name -> new ArrayList<>(1))
                        .add(one);
            }
        }
    }

    /**
     * Nothing was left.
     *
     * @return an empty one
     */
    public static Recalled none() {
        return new Recalled(List.of(), Instant.EPOCH);
    }

    /** What was left of an object, once. */
    List<KeptPublication> takeOf(String object) {
        List<KeptPublication> taken = byPublication.remove(object);
        return taken == null ? List.of() : taken;
    }

    /** What was left of objects that are none any more, once. */
    List<KeptPublication> takeUnless(Predicate<String> isObject) {
        List<KeptPublication> taken = new ArrayList<>();
        Iterator<Map.Entry<String, List<KeptPublication>>> all =
                byPublication.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<String, List<KeptPublication>> next = all.next();
            if (!isObject.test(next.getKey())) {
                taken.addAll(next.getValue());
                all.remove();
            }
        }
        return taken;
    }

    /** What is left. */
    List<KeptPublication> all() {
        return byPublication.values().stream().flatMap(List::stream).toList();
    }
}
