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
import org.outpub.sorcery.live.Layer.OfStore;
import org.outpub.sorcery.live.Ledger.Change;
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
    private final List<Change<T>> changes = new ArrayList<>();

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
        Set<String> all = new LinkedHashSet<>(reading.touched());
        if (!type.stores().isEmpty()) {
            commit.alone(() -> {
                type.ledger().beginReading();
                return all.addAll(type.ledger().doubtful());
            });
            asking = true;
        }
        ids = List.copyOf(all);
        stored = ask();
    }

    private Map<String, StoreValues<T>> ask() {
        if (type.stores().isEmpty() || ids.isEmpty()) {
            return Map.of();
        }
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
        for (String id : ids) {
            StoreValues<T> values = stored.getOrDefault(id, StoreValues.none());
            changes.add(type.ledger().reloaded(id, reading.before(), reading.next(), values));
        }
    }

    TypeReport report() {
        return TypeReports.of(changes, reading.next());
    }

    /** What it would be, without the stores, which may hide some of it. */
    TypeReport preview() {
        List<Change<T>> would = new ArrayList<>();
        for (String id : reading.touched()) {
            would.add(new Change<>(
                    id,
                    type.resolve(id, reading.before(), StoreValues.none()),
                    type.resolve(id, reading.next(), StoreValues.none())));
        }
        return TypeReports.of(would, reading.next());
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
