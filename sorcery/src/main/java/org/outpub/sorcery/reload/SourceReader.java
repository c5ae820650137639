package org.outpub.sorcery.reload;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.wizard.ReadContext;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.Wizard.Contents;
import org.outpub.sorcery.live.LiveType;

/**
 * The door to sources: each is read in limited time, and whatever it does is one of the three contents. What it said last
 * and is not live, because it was said in a dry run or too late, is kept: a source says a thing once, and then that nothing
 * changed. Confined to the turn of a reload, but for {@link #watched} and {@link #forget}.
 */
final class SourceReader {
    private static final Logger LOG = System.getLogger(SourceReader.class.getName());
    private final TimeLimit time;
    private final Inside inside;
    private final Consumer<LiveType<?>> whenLate;
    private final Map<Wizard.Source, Known> known = Collections.synchronizedMap(new LinkedHashMap<>());
    /** What all of them say, made anew only when one says otherwise, for whoever watches asks often. */
    private volatile Collection<Path> watched = List.of();

    /**
     * For one store.
     *
     * @param inside marks the thread that reads
     * @param whenLate is told by another thread, when a reading that was given up came to its end
     */
    SourceReader(TimeLimit time, Inside inside, Consumer<LiveType<?>> whenLate) {
        this.time = time;
        this.inside = inside;
        this.whenLate = whenLate;
    }

    /** What is known of one source. */
    private static final class Known {
        /** What it said last, if that is not live. */
        private Contents.@Nullable Objects notLive;
        /** A reading that took too long. */
        private @Nullable CompletableFuture<Contents> late;

        private volatile Collection<Path> watched = List.of();
    }

    /** Reads a source of a type. */
    Contents read(LiveType<?> of, Wizard.Source source, ReadContext context) {
        String type = of.name();
        Known state = known.computeIfAbsent(source, first -> new Known());
        if (state.late != null) {
            if (!state.late.isDone()) {
                return unreadable(type, source, "has still not answered; keeping what it held");
            }
            takeLate(state, state.late);
        }
        CompletableFuture<Contents> reading = time.begin(() -> inside.run(() -> readNow(source, context, state)));
        try {
            return take(type, source, state, time.await(reading));
        } catch (TimeoutException hangs) {
            state.late = reading;
            var unused = reading.whenComplete((contents, failed) -> whenLate.accept(of));
            return unreadable(
                    type,
                    source,
                    "did not answer within " + time.limit().toMillis() / 1000.0
                            + " s; keeping what it held, and taking in what it says when it does");
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            LOG.log(Level.ERROR, () -> source.getClass().getName() + " of " + type + " failed", cause);
            return unreadable(type, source, "failed with " + cause.getClass().getName() + "; keeping what it held");
        }
    }

    /** Does something on a thread that is then known to be inside of a reload. */
    interface Inside {
        <R> R run(Supplier<R> task);
    }

    private @Nullable Contents readNow(Wizard.Source source, ReadContext context, Known state) {
        Contents contents = source.read(context);
        try {
            Collection<Path> now = source.watched();
            if (now != null && !state.watched.equals(List.copyOf(now))) {
                state.watched = List.copyOf(now);
                gatherWatched();
            }
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError failed) {
            LOG.log(
                    Level.ERROR,
                    () -> source.getClass().getName() + " cannot say what to watch; what it said before is watched",
                    failed);
        }
        return contents;
    }

    private static Contents take(String type, Wizard.Source source, Known state, @Nullable Contents contents) {
        if (contents == null) {
            return unreadable(type, source, "gave null; keeping what it held");
        }
        if (contents instanceof Contents.Objects objects) {
            state.notLive = objects;
        }
        Contents.Objects notLive = state.notLive;
        return contents instanceof Contents.Unchanged && notLive != null ? notLive : contents;
    }

    private static void takeLate(Known state, CompletableFuture<Contents> late) {
        state.late = null;
        if (!late.isCompletedExceptionally() && late.join() instanceof Contents.Objects objects) {
            state.notLive = objects;
        }
    }

    private static Contents unreadable(String type, Wizard.Source source, String why) {
        return new Contents.Unreadable(List.of(
                ConfigProblem.error(Origin.of(type, 0), source.getClass().getName() + " " + why)));
    }

    /** What a source said last is live, or was refused for good. */
    void taken(Wizard.Source source) {
        Known state = known.get(source);
        if (state != null) {
            state.notLive = null;
        }
    }

    /** A type went. */
    void forget(Wizard.Source source) {
        known.remove(source);
        gatherWatched();
    }

    private void gatherWatched() {
        synchronized (known) {
            Set<Path> all = new LinkedHashSet<>();
            known.values().forEach(state -> all.addAll(state.watched));
            watched = Collections.unmodifiableSet(all);
        }
    }

    /**
     * What the sources said is to be watched, when they were last read; safe for use by many threads.
     *
     * @return the same collection until it changes
     */
    Collection<Path> watched() {
        return watched;
    }
}
