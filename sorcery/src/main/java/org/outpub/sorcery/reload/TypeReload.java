package org.outpub.sorcery.reload;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.outpub.api.sorcery.ReloadReport.TypeReport;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.sorcery.change.Commit;
import org.outpub.sorcery.live.Changes;
import org.outpub.sorcery.live.Changes.Change;
import org.outpub.sorcery.live.Layer.OfStore;
import org.outpub.sorcery.live.LiveType;
import org.outpub.sorcery.live.StoreValues;

/**
 * One type's way from what was read to what is told. Stores are asked only for ids whose object in a source changed, and for
 * those that a store could not say anything about before. Confined to the turn of a reload.
 */
final class TypeReload<T extends SorceryObject> {
    private static final Logger LOG = System.getLogger(TypeReload.class.getName());
    /** So many are looked up one by one; of more, all are read at once. */
    private static final int FEW = 64;

    private final Commit commit;
    private final TimeLimit time;
    private final TypeReading<T> reading;
    private final LiveType<T> type;
    private List<String> ids = List.of();
    private Map<String, StoreValues<T>> stored = Map.of();
    private boolean asking;
    private Changes<T> changes = new Changes<>(List.of());

    TypeReload(Commit commit, TimeLimit time, TypeReading<T> reading) {
        this.commit = commit;
        this.time = time;
        this.reading = reading;
        this.type = reading.type();
    }

    TypeReading<T> reading() {
        return reading;
    }

    /** With no lock held; what is written from now on is noted, for it may be newer. */
    void askStores() {
        if (type.stores().isEmpty()) {
            changes = fromSources();
            return;
        }
        Set<String> all = new LinkedHashSet<>(reading.touched());
        commit.alone(() -> {
            type.ledger().beginReading();
            return all.addAll(type.ledger().doubtful());
        });
        asking = true;
        ids = List.copyOf(all);
        stored = ids.isEmpty() ? Map.of() : ask();
    }

    /** Nobody but a reload changes what sources hold, and reloads come one after the other. */
    private Changes<T> fromSources() {
        List<String> touched = reading.touched();
        List<Change<T>> each = new ArrayList<>(touched.size());
        StoreValues<T> nothing = StoreValues.none();
        for (String id : touched) {
            each.add(new Change<>(
                    id, type.resolve(id, reading.before(), nothing), type.resolve(id, reading.next(), nothing)));
        }
        return new Changes<>(each);
    }

    private Map<String, StoreValues<T>> ask() {
        try {
            return time.await(time.begin(() -> values(ids)));
        } catch (TimeoutException hangs) {
            LOG.log(
                    Level.WARNING,
                    "a store of {0} does not answer; what it holds is looked up in the next reload",
                    type.name());
        } catch (ExecutionException failed) {
            LOG.log(Level.WARNING, () -> "the stores of " + type.name() + " cannot be asked", failed.getCause());
        }
        Map<String, StoreValues<T>> unknown = new HashMap<>();
        ids.forEach(
                id -> unknown.computeIfAbsent(id, first -> StoreValues.none()).missOne());
        return unknown;
    }

    private Map<String, StoreValues<T>> values(List<String> asked) {
        Map<String, StoreValues<T>> values = new HashMap<>();
        asked.forEach(id -> values.put(id, StoreValues.none()));
        for (OfStore<T> layer : type.stores()) {
            try {
                if (asked.size() > FEW) {
                    addAll(layer, values);
                } else {
                    values.forEach((id, value) -> value.put(layer, layer.store().retrieve(id)));
                }
            } catch (StorageException failed) {
                LOG.log(Level.WARNING, "a wizard cannot answer: {0}", failed.getMessage());
                values.values().forEach(StoreValues::missOne);
            }
        }
        return values;
    }

    private void addAll(OfStore<T> layer, Map<String, StoreValues<T>> values) {
        Map<String, T> all = new HashMap<>();
        layer.store().retrieveAll().forEach(object -> all.putIfAbsent(object.id(), object));
        values.forEach((id, value) -> value.put(layer, Optional.ofNullable(all.get(id))));
    }

    /** With the commit lock held: what is to be told, from what was told before to what is there now. */
    void note() {
        if (type.stores().isEmpty()) {
            type.ledger().tell(changes);
        } else {
            changes = type.ledger().reloaded(ids, reading.before(), reading.next(), stored);
        }
    }

    TypeReport report() {
        return TypeReports.of(changes, reading.next());
    }

    /** What it would be, without the stores, which may hide some of it. */
    TypeReport preview() {
        return TypeReports.of(fromSources(), reading.next());
    }

    /** Whatever came of it. */
    void end() {
        if (asking) {
            asking = false;
            commit.alone(() -> {
                type.ledger().endReading();
                return type;
            });
        }
    }
}
