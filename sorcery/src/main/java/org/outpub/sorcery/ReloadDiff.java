package org.outpub.sorcery;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.ReloadReport.TypeReport;
import org.outpub.api.sorcery.SorceryObject;
import org.outpub.api.sorcery.Wizard;
import org.outpub.api.sorcery.Wizard.Backing;
import org.outpub.sorcery.LiveObjects.Live;
import org.outpub.sorcery.Snapshot.Held;

/**
 * What a reload changes for those who read: only ids whose object in some source is not the former one are looked at,
 * and of those only what no earlier wizard hides.
 *
 * @param changes what observers hear
 * @param report what the caller of the reload hears
 */
record ReloadDiff<T extends SorceryObject>(ObjectChanges<T> changes, TypeReport report) {
    static <T extends SorceryObject> ReloadDiff<T> of(RegisteredType<T> type, Snapshot<T> before, Snapshot<T> next) {
        Backing<T> former = type.search().asFarAsKnown(before);
        Backing<T> now = type.search().asFarAsKnown(next);
        ChangesBuilder<T> builder = new ChangesBuilder<>();
        for (String id : touched(before, next)) {
            builder.add(former.retrieve(id), now.retrieve(id));
        }
        ObjectChanges<T> changes = builder.build();
        return new ReloadDiff<>(changes, report(changes, type, next));
    }

    /** In the order of the sources, those that are gone last. */
    private static <T extends SorceryObject> Set<String> touched(Snapshot<T> before, Snapshot<T> next) {
        Set<String> ids = new LinkedHashSet<>();
        next.sources().forEach((source, held) -> ids.addAll(held.live().changedSince(before.live(source))));
        return ids;
    }

    private static <T extends SorceryObject> TypeReport report(
            ObjectChanges<T> changes, RegisteredType<T> type, Snapshot<T> next) {
        List<String> created = changes.created().stream().map(SorceryObject::id).toList();
        List<String> updated =
                changes.updated().stream().map(update -> update.after().id()).toList();
        List<String> deleted = changes.deleted().stream().map(SorceryObject::id).toList();
        List<String> kept = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (Held<T> held : next.sources().values()) {
            kept.addAll(held.kept());
            refused.addAll(held.refused());
        }
        Set<String> touched = new HashSet<>(kept);
        touched.addAll(created);
        touched.addAll(updated);
        int unchanged = count(type, next, touched);
        return new TypeReport(created, updated, deleted, kept, refused, unchanged);
    }

    /** How many objects of the sources and stores are live and not among the touched. */
    private static <T extends SorceryObject> int count(RegisteredType<T> type, Snapshot<T> next, Set<String> touched) {
        List<Mapped> mapped = type.mapped();
        if (mapped.size() == 1 && mapped.get(0).wizard() instanceof Wizard.Source only) {
            Map<String, Live<T>> live = next.live(only).byId();
            return live.size()
                    - (int) touched.stream().filter(live::containsKey).count();
        }
        return (int) type.search().asFarAsKnown(next).retrieveAll().stream()
                .filter(object -> !touched.contains(object.id()))
                .count();
    }
}
