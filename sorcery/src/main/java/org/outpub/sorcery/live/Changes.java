package org.outpub.sorcery.live;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * What became of some ids of one type, each once, in one step. Immutable; what it is for observers is found out once,
 * outside of any lock, for it takes the objects' own {@code equals}.
 *
 * @param <T> the objects' class
 */
public final class Changes<T extends SorceryObject> {
    private final List<Change<T>> each;
    private volatile @Nullable ObjectChanges<T> told;

    /** Of different ids. */
    public Changes(List<Change<T>> each) {
        this.each = List.copyOf(each);
    }

    /** Of one id. */
    static <T extends SorceryObject> Changes<T> of(String id, Optional<T> before, Optional<T> after) {
        return new Changes<>(List.of(new Change<>(id, before, after)));
    }

    /**
     * What became of one id.
     *
     * @param id whose
     * @param before as it was told
     * @param after as it is now
     * @param <T> the object's class
     */
    public record Change<T extends SorceryObject>(String id, Optional<T> before, Optional<T> after) {}

    /** In the order in which they are told. */
    public List<Change<T>> each() {
        return each;
    }

    /** Whether there is nothing to tell. */
    public boolean isEmpty() {
        return each.isEmpty();
    }

    /** As observers hear it: what is equal to its former self is no change. */
    public ObjectChanges<T> forObservers() {
        ObjectChanges<T> known = told;
        if (known == null) {
            ChangesBuilder<T> builder = new ChangesBuilder<>();
            each.forEach(change -> builder.add(change.before(), change.after()));
            known = builder.build();
            told = known;
        }
        return known;
    }
}
