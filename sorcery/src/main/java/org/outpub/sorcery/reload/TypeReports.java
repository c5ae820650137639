package org.outpub.sorcery.reload;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.ReloadReport.TypeReport;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.sorcery.live.Changes;
import org.outpub.sorcery.live.LiveObjects;
import org.outpub.sorcery.live.Snapshot;
import org.outpub.sorcery.live.Snapshot.Held;

/** What whoever reloads is told of one type. Pure. */
final class TypeReports {
    private TypeReports() {}

    static <T extends SorceryObject> TypeReport of(Changes<T> changes, Snapshot<T> next) {
        ObjectChanges<T> made = changes.forObservers();
        List<String> created = made.created().stream().map(SorceryObject::id).toList();
        List<String> updated =
                made.updated().stream().map(update -> update.after().id()).toList();
        List<String> deleted = made.deleted().stream().map(SorceryObject::id).toList();
        List<String> kept = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (Held<T> held : next.sources().values()) {
            kept.addAll(held.kept());
            refused.addAll(held.refused());
        }
        return new TypeReport(created, updated, deleted, kept, refused, unchanged(next, created, updated, kept));
    }

    /** What only a store holds is not read by a reload, and not counted. */
    private static <T extends SorceryObject> int unchanged(
            Snapshot<T> next, List<String> created, List<String> updated, List<String> kept) {
        List<LiveObjects<T>> sources =
                next.sources().values().stream().map(Held::live).toList();
        if (sources.size() == 1 && kept.isEmpty()) {
            return sources.get(0).size() - created.size() - updated.size();
        }
        Set<String> others = new HashSet<>(created);
        others.addAll(updated);
        others.addAll(kept);
        if (sources.size() == 1) {
            LiveObjects<T> only = sources.get(0);
            return only.size()
                    - (int) others.stream().filter(id -> only.get(id) != null).count();
        }
        int counted = 0;
        Set<String> seen = new HashSet<>();
        for (LiveObjects<T> source : sources) {
            for (T object : source.objects()) {
                if (!others.contains(object.id()) && seen.add(object.id())) {
                    counted++;
                }
            }
        }
        return counted;
    }
}
