package org.outpub.publish.agent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.outpub.publish.config.KeptPublication;

/** What a process before this one left at servers and is not taken up yet. Confined to the loop once it is made. */
public final class Recalled {
    private final Map<String, KeptPublication> byId = new HashMap<>();
    /** Ids by each part that ends before a slash: an object's name, or a user's, may hold one. */
    private final Map<String, List<String>> byPrefix = new HashMap<>();

    /**
     * Indexes them.
     *
     * @param kept all of them
     * @param now those that have expired by then are left out
     */
    public Recalled(Collection<KeptPublication> kept, Instant now) {
        for (KeptPublication one : kept) {
            if (one.secondsLeft(now) > 0) {
                byId.put(one.id(), one);
                String id = one.id();
                for (int slash = id.indexOf('/'); slash >= 0; slash = id.indexOf('/', slash + 1)) {
                    byPrefix.computeIfAbsent(id.substring(0, slash), prefix -> new ArrayList<>(1))
                            .add(id);
                }
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

    /** What was left of a publication, once. */
    Optional<KeptPublication> take(String id) {
        return Optional.ofNullable(byId.remove(id));
    }

    /** The users whose publications were left; an empty one for the single publication. */
    List<String> usersOf(String object) {
        List<String> users = new ArrayList<>();
        if (byId.containsKey(object)) {
            users.add("");
        }
        for (String id : byPrefix.getOrDefault(object, List.of())) {
            if (byId.containsKey(id)) {
                users.add(id.substring(object.length() + 1));
            }
        }
        return users;
    }
}
