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
        } else if (!before.get().equals(after.get())) {
            updated.add(new Update<>(before.get(), after.get()));
        }
    }

    public ObjectChanges<T> build() {
        return new ObjectChanges<>(created, updated, deleted);
    }
}
