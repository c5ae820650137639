package org.outpub.sorcery.reload;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.ReloadReport.TypeReport;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.Wizard.Backing;
import org.outpub.sorcery.live.ChangesBuilder;
import org.outpub.sorcery.live.Mapped;
import org.outpub.sorcery.live.Snapshot;
import org.outpub.sorcery.live.Snapshot.Held;

/**
 * What a reload changes for those who read: only ids whose object in some source is not the former one are looked at,
 * and of those only what no earlier wizard hides.
 *
 * @param changes what observers hear
 * @param report what the caller of the reload hears
 */
public record ReloadDiff<T extends SorceryObject>(ObjectChanges<T> changes, TypeReport report) {
    public static <T extends SorceryObject> ReloadDiff<T> of(
            RegisteredType<T> type, Snapshot<T> before, Snapshot<T> next) {
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
    private static <T extends SorceryObject> List<String> touched(Snapshot<T> before, Snapshot<T> next) {
        List<List<String>> bySource = new ArrayList<>();
        next.sources().forEach((source, held) -> bySource.add(held.live().changedSince(before.live(source))));
        // Within one source each stands once.
        return bySource.size() == 1
                ? bySource.get(0)
                : bySource.stream().flatMap(List::stream).distinct().toList();
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
        int unchanged = count(type, next) - created.size() - updated.size() - keptAlone(kept, created, updated);
        return new TypeReport(created, updated, deleted, kept, refused, unchanged);
    }

    /** How many were kept in one source, and did not change because of another. */
    private static int keptAlone(List<String> kept, List<String> created, List<String> updated) {
        Set<String> alone = new HashSet<>(kept);
        if (!alone.isEmpty()) {
            created.forEach(alone::remove);
            updated.forEach(alone::remove);
        }
        return alone.size();
    }

    /** How many objects of the sources and stores are live. */
    private static <T extends SorceryObject> int count(RegisteredType<T> type, Snapshot<T> next) {
        List<Mapped> mapped = type.mapped();
        return mapped.size() == 1 && mapped.get(0).wizard() instanceof Wizard.Source only
                ? next.live(only).size()
                : type.search().asFarAsKnown(next).retrieveAll().size();
    }
}
