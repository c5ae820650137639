package org.outpub.publish.delivery.digest;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often nonces were used, so that what was sent once proves nothing a second time. Holds a bounded number: where one has
 * to go, those that were made before it count as used up. Confined to one thread.
 */
final class UsedNonces {
    private static final int MOST = 10_000;
    private final long lifetimeNanos;
    private final Map<String, Use> uses = new LinkedHashMap<>();
    private boolean anyGone;
    private long newestGone;

    private record Use(long made, long count) {}

    UsedNonces(long lifetimeNanos) {
        this.lifetimeNanos = lifetimeNanos;
    }

    /**
     * Notes a use.
     *
     * @param made when the nonce was made
     * @param count how often it has been used, in its sender's words
     * @return false if it was used so often before, or that is not known any more
     */
    boolean use(String nonce, long made, long count, long now) {
        forgetExpired(now);
        Use known = uses.get(nonce);
        if (known == null ? anyGone && made - newestGone <= 0 : count <= known.count) {
            return false;
        }
        if (known == null && uses.size() >= MOST) {
            forgetOldest();
        }
        uses.put(nonce, new Use(made, count));
        return true;
    }

    private void forgetExpired(long now) {
        Iterator<Use> oldest = uses.values().iterator();
        while (oldest.hasNext() && now - oldest.next().made >= lifetimeNanos) {
            oldest.remove();
        }
    }

    private void forgetOldest() {
        Iterator<Use> oldest = uses.values().iterator();
        long made = oldest.next().made;
        oldest.remove();
        newestGone = anyGone ? newestGone + Math.max(0, made - newestGone) : made;
        anyGone = true;
    }
}
