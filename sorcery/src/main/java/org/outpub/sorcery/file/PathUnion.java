package org.outpub.sorcery.file;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What several sources watch, as one collection: the same one as long as each of theirs is, so that asking often costs
 * little. Safe for use by many threads.
 */
public final class PathUnion {
    private List<Collection<Path>> parts = List.of();
    private Collection<Path> union = List.of();

    /** Nothing yet. */
    public PathUnion() {}

    /**
     * Joins.
     *
     * @param now each source's paths
     * @return all of them, each once; unmodifiable
     */
    public synchronized Collection<Path> of(List<Collection<Path>> now) {
        if (!sameAs(now)) {
            parts = List.copyOf(now);
            Set<Path> all = new LinkedHashSet<>();
            Collection<Path> last = null;
            for (Collection<Path> part : parts) {
                if (part != last) { // types of one file give the same collection
                    all.addAll(part);
                }
                last = part;
            }
            union = all.equals(union) ? union : Collections.unmodifiableSet(all);
        }
        return union;
    }

    private boolean sameAs(List<Collection<Path>> now) {
        if (now.size() != parts.size()) {
            return false;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) != now.get(i)) {
                return false;
            }
        }
        return true;
    }
}
