package org.outpub.publish.sources.packages;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The things that a server was told of in one publication of changes, so that it can be told that one is gone, over
 * restarts of the handler. Safe for use by many threads.
 */
final class ToldThings {
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private volatile @Nullable String last;

    /** A thing's state is published. */
    void told(String name) {
        names.add(name);
        last = name;
    }

    /** A thing is to be published as gone; false if the server does not know it anyway. */
    boolean gone(String name) {
        last = name;
        return names.remove(name);
    }

    /** What is published tells of no thing. */
    void somethingElse() {
        last = null;
    }

    Collection<String> names() {
        return List.copyOf(names);
    }

    /**
     * The server has lost what it was told.
     *
     * @param all whether it has not even the last document
     * @return which things it is to be told again
     */
    Predicate<String> lost(boolean all) {
        String kept = all ? null : last;
        names.removeIf(name -> !name.equals(kept));
        return name -> !name.equals(kept);
    }
}
