package org.outpub.sorcery.reload;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.WizardObserver.Outcome;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.Wizard.Contents;
import org.outpub.sorcery.live.Layer.OfSource;
import org.outpub.sorcery.live.LiveType;
import org.outpub.sorcery.live.Snapshot;
import org.outpub.sorcery.live.Snapshot.Held;

/**
 * One type's part of a reload, read and compared aside and not yet live. Immutable.
 *
 * @param type whose
 * @param before what its sources held
 * @param next what they hold then
 * @param outcomes what came of reading each
 * @param <T> the objects' class
 */
record TypeReading<T extends SorceryObject>(
        LiveType<T> type, Snapshot<T> before, Snapshot<T> next, List<Reading> outcomes) {
    /**
     * What came of reading one source.
     *
     * @param mapping which
     * @param source the wizard
     * @param outcome what came of it
     */
    record Reading(Mapping mapping, Wizard.Source source, Outcome outcome) {
        /** Whether all that the source said was looked at. */
        boolean isTyped() {
            return outcome == Outcome.READ;
        }
    }

    /** Gives what a source holds now. */
    interface Reader {
        Contents read(Wizard.Source source);
    }

    static <T extends SorceryObject> TypeReading<T> of(
            LiveType<T> type, Snapshot<T> before, TimeLimit time, Reader reader) {
        ImmutableMap.Builder<Wizard, Held<T>> next = ImmutableMap.builder();
        List<Reading> outcomes = new ArrayList<>();
        for (OfSource<T> layer : type.sources()) {
            Contents contents = reader.read(layer.wizard());
            Held<T> held = before.of(layer.wizard());
            Optional<Held<T>> typed = typed(type.type(), held, contents, time);
            next.put(layer.wizard(), typed.orElseGet(() -> held.unreadable(List.of(tooLong(type, time)))));
            outcomes.add(new Reading(
                    layer.mapping(), layer.wizard(), typed.isPresent() ? outcome(contents) : Outcome.UNREADABLE));
        }
        return new TypeReading<>(type, before, new Snapshot<>(next.buildOrThrow()), outcomes);
    }

    /** The type's own code is foreign too, and may hang; empty if it does. */
    private static <T extends SorceryObject> Optional<Held<T>> typed(
            ObjectType<T> type, Held<T> held, Contents contents, TimeLimit time) {
        if (!(contents instanceof Contents.Objects)) {
            return Optional.of(next(type, held, contents));
        }
        try {
            return Optional.of(time.await(time.begin(() -> next(type, held, contents))));
        } catch (TimeoutException hangs) {
            return Optional.empty();
        } catch (ExecutionException failed) {
            Throwable cause = Objects.requireNonNull(failed.getCause(), "cause");
            Throwables.throwIfUnchecked(cause);
            throw new IllegalStateException(cause);
        }
    }

    private static ConfigProblem tooLong(LiveType<?> type, TimeLimit time) {
        return ConfigProblem.error(
                Origin.of(type.name(), 0),
                "making the objects takes longer than " + time.limit().toSeconds() + " s; keeping all as they were");
    }

    private static <T extends SorceryObject> Held<T> next(ObjectType<T> type, Held<T> held, Contents contents) {
        if (contents instanceof Contents.Objects objects) {
            SourceDiff<T> diff = SourceDiff.of(type, held.live(), objects.sets());
            List<ConfigProblem> problems = new ArrayList<>(objects.problems());
            problems.addAll(diff.problems());
            if (objects.allOrNothing()
                    && !(diff.kept().isEmpty() && diff.refused().isEmpty())) {
                problems.add(ConfigProblem.error(
                        Origin.of(type.name(), 0),
                        "integrity=file: one bad object keeps all of this type as they were"));
                return held.unreadable(problems);
            }
            return new Held<>(diff.objects(), diff.kept(), diff.refused(), problems);
        }
        return contents instanceof Contents.Unreadable unreadable ? held.unreadable(unreadable.problems()) : held;
    }

    private static Outcome outcome(Contents contents) {
        if (contents instanceof Contents.Objects) {
            return Outcome.READ;
        }
        return contents instanceof Contents.Unchanged ? Outcome.UNCHANGED : Outcome.UNREADABLE;
    }

    List<ConfigProblem> problems() {
        return next.sources().values().stream()
                .flatMap(held -> held.problems().stream())
                .toList();
    }

    /** Ids whose object in some source is not the former one, in the order of the sources, those that are gone last. */
    List<String> touched() {
        if (next.sources().size() == 1) {
            Wizard only = next.sources().keySet().iterator().next();
            return next.live(only).changedSince(before.live(only));
        }
        Set<String> ids = new LinkedHashSet<>();
        next.sources().forEach((source, held) -> ids.addAll(held.live().changedSince(before.live(source))));
        return List.copyOf(ids);
    }
}
