package org.outpub.sorcery.reload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.sorcery.ReloadReport.TypeReport;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.sorcery.change.Commit;
import org.outpub.sorcery.live.LiveType;
import org.outpub.sorcery.live.Snapshot;
import org.outpub.sorcery.live.StoreState;
import org.outpub.sorcery.observe.ObjectObservers;
import org.outpub.sorcery.observe.Observers;

/**
 * Reloads: reads and compares everything aside, then swaps and notes what is to be told in one short step, then tells. Safe
 * for use by many threads; reloads come one after the other.
 */
public final class Reloader {
    private final Commit commit;
    private final Observers observers;
    private final TimeLimit time;
    private final SourceReader reader;
    private final ReloadTurns<ReloadReport> turns;

    /**
     * For one store.
     *
     * @param time limits each call of what is foreign
     * @param whenLate is told of a type of which a source answered too late
     */
    public Reloader(Commit commit, Observers observers, TimeLimit time, Consumer<LiveType<?>> whenLate) {
        this.commit = commit;
        this.observers = observers;
        this.time = time;
        this.turns = new ReloadTurns<>(this::begins, () -> reload(null, false), this::tell);
        this.reader = new SourceReader(time, turns::helping, whenLate);
    }

    /**
     * Reads all types and makes live what changed; those who wait share a run that begins after they asked.
     *
     * @throws IllegalStateException if the store is closed, or if a source calls it
     */
    public ReloadReport all() {
        return turns.take();
    }

    /** As {@link #all}, in a turn of its own, for somebody who means it when a source holds nothing any more. */
    public ReloadReport allAcceptingEmpty() {
        return turns.next(() -> reload(null, true));
    }

    /** As {@link #all}, of one type. */
    public ReloadReport one(LiveType<?> type) {
        return turns.next(() -> reload(type, false));
    }

    /** Reads all types and says what {@link #all} would do; nothing is live or told by it. */
    public ReloadReport dryRun() {
        return turns.quietly(() -> {
            commit.refuseIfClosed();
            List<TypeReload<?>> reloads = read(commit.state(), null, false);
            return report(reloads, reloads.stream().map(TypeReload::preview).toList());
        });
    }

    private void begins() {
        observers.reloading();
        observers.deliver();
    }

    /** Who observes wizards, caches, who observes objects, who observes the store. */
    private void tell() {
        observers.deliverReadings();
        commit.state().types().values().forEach(Commit::deliver);
        observers.deliver();
    }

    private ReloadReport reload(@Nullable LiveType<?> only, boolean acceptsEmpty) {
        commit.refuseIfClosed();
        List<TypeReload<?>> reloads = read(commit.state(), only, acceptsEmpty);
        reloads.forEach(TypeReload::askStores);
        List<TypeReport> reports;
        try {
            makeLive(reloads);
            reports = reloads.stream().map(TypeReload::report).toList();
        } finally {
            reloads.forEach(TypeReload::end);
        }
        return note(reloads, report(reloads, reports));
    }

    private List<TypeReload<?>> read(StoreState before, @Nullable LiveType<?> only, boolean acceptsEmpty) {
        ReadOnce context = new ReadOnce(before.types().keySet(), acceptsEmpty);
        List<TypeReload<?>> reloads = new ArrayList<>();
        Collection<LiveType<?>> types = only == null ? before.types().values() : List.of(only);
        types.forEach(type -> reloads.add(read(type, before, context)));
        return reloads;
    }

    private <T extends SorceryObject> TypeReload<T> read(LiveType<T> type, StoreState before, ReadOnce context) {
        Snapshot<T> held = before.snapshot(type.type());
        return new TypeReload<>(
                commit, time, TypeReading.of(type, held, time, source -> reader.read(type, source, context)));
    }

    /** All types at once, so that nobody sees a mixture. */
    private void makeLive(List<TypeReload<?>> reloads) {
        commit.replace(state -> {
            Map<String, Snapshot<?>> next = new HashMap<>();
            for (TypeReload<?> reload : reloads) {
                LiveType<?> type = reload.reading().type();
                if (type.equals(state.types().get(type.name()))) {
                    next.put(type.name(), reload.reading().next());
                }
            }
            reloads.forEach(TypeReload::note);
            return state.with(next);
        });
        reloads.forEach(reload -> reload.reading().outcomes().forEach(each -> {
            if (each.isTyped()) {
                reader.taken(each.source());
            }
        }));
    }

    private static ReloadReport report(List<TypeReload<?>> reloads, List<TypeReport> reports) {
        Map<String, TypeReport> byType = new LinkedHashMap<>();
        Set<ConfigProblem> problems = new LinkedHashSet<>();
        for (int i = 0; i < reloads.size(); i++) {
            byType.put(reloads.get(i).reading().type().name(), reports.get(i));
            problems.addAll(reloads.get(i).reading().problems());
        }
        return new ReloadReport(byType, List.copyOf(problems));
    }

    /** How sources were read, then what changed, then that it has ended. */
    private ReloadReport note(List<TypeReload<?>> reloads, ReloadReport report) {
        List<CompletableFuture<Void>> heard = new ArrayList<>();
        for (TypeReload<?> reload : reloads) {
            LiveType<?> type = reload.reading().type();
            reload.reading().outcomes().forEach(each -> observers.read(type.name(), each.mapping(), each.outcome()));
            ObjectObservers.reloaded(type);
            heard.addAll(ObjectObservers.heard(type));
        }
        observers.reloaded(report, heard);
        return report;
    }

    /**
     * What the sources said is to be watched.
     *
     * @return as of their last reading, the same collection until it changes; calls no source
     */
    public Collection<Path> watched() {
        return reader.watched();
    }

    /** A type went. */
    public void forget(LiveType<?> type) {
        type.sources().forEach(layer -> reader.forget(layer.wizard()));
    }

    /**
     * Waits until no reload is under way, then does something.
     *
     * @return false if that takes longer; nothing was done
     */
    public boolean afterReload(Duration longest, Runnable task) {
        return turns.alone(longest, task);
    }
}
