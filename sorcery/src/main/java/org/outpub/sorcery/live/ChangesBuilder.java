package org.outpub.sorcery.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.ObjectChanges.Update;
import org.outpub.api.sorcery.type.SorceryObject;

/** Gathers what became of objects, id by id. Confined to one thread. */
public final class ChangesBuilder<T extends SorceryObject> {
    private final List<T> created = new ArrayList<>();
    private final List<Update<T>> updated = new ArrayList<>();
    private final List<T> deleted = new ArrayList<>();

    /** Takes one id's former and new self. */
    public void add(Optional<T> before, Optional<T> after) {
        if (before.isEmpty()) {
            after.ifPresent(created::add);
        } else if (after.isEmpty()) {
            deleted.add(before.get());
        } else if (!same(before.get(), after.get())) {
            updated.add(new Update<>(before.get(), after.get()));
        }
    }

    /** Two that cannot be compared, for their {@code equals} fails, are taken to differ. */
    @SuppressWarnings("ReferenceEquality") // spares the comparison
    private boolean same(T before, T after) {
        try {
            return before == after || before.equals(after);
        } catch (RuntimeException | Error failed) {
            return false;
        }
    }

    public ObjectChanges<T> build() {
        return new ObjectChanges<>(created, updated, deleted);
    }
}
