package org.outpub.publish.sources.packages;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which publications of changes also ask their peer to tell all it knows, as Asterisk's {@code devicestate_publish} and
 * {@code mailboxstate_publish} want it: once when they begin or are named, and whenever what the peer told was lost. Safe
 * for use by many threads.
 */
public final class PeerWishes {
    private final Set<String> named = new HashSet<>(); // guarded by this
    private final Map<String, Runnable> running = new HashMap<>(); // guarded by this

    /** None is named. */
    public PeerWishes() {
        // begins empty
    }

    /**
     * Says which ask; those that did not before ask now, if they are running.
     *
     * @param publications ids of {@code outbound-publish} objects
     */
    public void name(Set<String> publications) {
        List<Runnable> now = new ArrayList<>();
        synchronized (this) {
            running.forEach((id, asking) -> {
                if (publications.contains(id) && !named.contains(id)) {
                    now.add(asking);
                }
            });
            named.clear();
            named.addAll(publications);
        }
        now.forEach(Runnable::run);
    }

    /**
     * Has a publication ask, if it is named and running.
     *
     * @param publication the id of an {@code outbound-publish} object
     */
    public void ask(String publication) {
        Runnable asking;
        synchronized (this) {
            asking = named.contains(publication) ? running.get(publication) : null;
        }
        if (asking != null) {
            asking.run();
        }
    }

    /** A publication begins; it asks if it is named. */
    void begun(String publication, Runnable asking) {
        synchronized (this) {
            running.put(publication, asking);
        }
        ask(publication);
    }

    void ended(String publication, Runnable asking) {
        synchronized (this) {
            running.remove(publication, asking);
        }
    }
}
