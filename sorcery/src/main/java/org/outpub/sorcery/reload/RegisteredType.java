package org.outpub.sorcery.reload;

import com.google.common.collect.ImmutableMap;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.ObjectObserver;
import org.outpub.api.sorcery.WizardObserver.Outcome;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.ReadContext;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.sorcery.live.ChangesBuilder;
import org.outpub.sorcery.live.Mapped;
import org.outpub.sorcery.live.Search;
import org.outpub.sorcery.live.Snapshot;
import org.outpub.sorcery.live.Snapshot.Held;
import org.outpub.sorcery.observe.Observing;

/**
 * One object type, its wizards in the order of search, and its observers. What its sources hold is kept outside, in the
 * store's state, and handed in.
 */
public final class RegisteredType<T extends SorceryObject> {
    private static final Logger LOG = System.getLogger(RegisteredType.class.getName());
    private final ObjectType<T> type;
    private final List<Mapped> mapped;
    private final Search<T> search;
    private final List<Observing<ObjectObserver<T>>> observers = new CopyOnWriteArrayList<>();

    /**
     * A type.
     *
     * @param live what its sources hold at any time
     */
    public RegisteredType(ObjectType<T> type, List<Mapped> mapped, Supplier<Snapshot<T>> live) {
        this.type = type;
        this.mapped = List.copyOf(mapped);
        this.search = new Search<>(type, this.mapped, live);
    }

    /**
     * A reload that is computed and not yet live.
     *
     * @param type whose
     * @param next what its sources hold then
     * @param outcomes what came of reading each
     */
    public record Prepared<T extends SorceryObject>(RegisteredType<T> type, Snapshot<T> next, List<Reading> outcomes) {
        public Stream<ConfigProblem> problems() {
            return next.sources().values().stream().flatMap(held -> held.problems().stream());
        }
    }

    /**
     * What came of reading one source.
     *
     * @param mapping which
     * @param outcome what came of it
     */
    public record Reading(Mapping mapping, Outcome outcome) {}

    public ObjectType<T> type() {
        return type;
    }

    public List<Mapped> mapped() {
        return mapped;
    }

    public Search<T> search() {
        return search;
    }

    public List<Observing<ObjectObserver<T>>> observers() {
        return observers;
    }

    /** Reads all sources aside. */
    public Prepared<T> read(ReadContext context, Snapshot<T> before) {
        ImmutableMap.Builder<Wizard, Held<T>> next = ImmutableMap.builder();
        List<Reading> outcomes = new ArrayList<>();
        for (Mapped each : mapped) {
            if (each.wizard() instanceof Wizard.Source source) {
                Held<T> held = before.of(source);
                Wizard.Contents contents = contents(source, context);
                next.put(source, next(held, contents));
                outcomes.add(new Reading(each.mapping(), outcome(contents)));
            }
        }
        return new Prepared<>(this, new Snapshot<>(next.buildOrThrow()), outcomes);
    }

    private Held<T> next(Held<T> held, Wizard.Contents contents) {
        if (contents instanceof Wizard.Contents.Objects objects) {
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
        return contents instanceof Wizard.Contents.Unreadable unreadable
                ? held.unreadable(unreadable.problems())
                : held;
    }

    private static Outcome outcome(Wizard.Contents contents) {
        if (contents instanceof Wizard.Contents.Objects) {
            return Outcome.READ;
        }
        return contents instanceof Wizard.Contents.Unchanged ? Outcome.UNCHANGED : Outcome.UNREADABLE;
    }

    /** A third party's source that throws harms nobody else: it counts as one that cannot be read. */
    private Wizard.Contents contents(Wizard.Source source, ReadContext context) {
        try {
            return source.read(context);
        } catch (RuntimeException | LinkageError failed) {
            LOG.log(Level.ERROR, () -> source.getClass().getName() + " of " + type.name() + " failed", failed);
            return new Wizard.Contents.Unreadable(List.of(ConfigProblem.error(
                    Origin.of(type.name(), 0),
                    source.getClass().getName() + " failed with "
                            + failed.getClass().getName() + "; keeping what it held")));
        }
    }

    /** Lets the caches know what changed behind them. */
    public void tellCaches(ObjectChanges<T> changes) {
        caches().forEach(cache -> {
            changes.created().forEach(cache::stored);
            changes.updated().forEach(update -> cache.stored(update.after()));
            changes.deleted().forEach(object -> cache.deleted(object.id()));
        });
    }

    public Stream<Wizard.Cache<T>> caches() {
        return mapped.stream()
                .map(Mapped::wizard)
                .filter(Wizard.Cache.class::isInstance)
                .map(search::cache);
    }

    /** The first wizard that can be written. */
    public Wizard.Store<T> writable() {
        return mapped.stream()
                .filter(each -> each.mapping().role() == Mapping.Role.STORAGE)
                .map(Mapped::wizard)
                .filter(Wizard.Store.class::isInstance)
                .findFirst()
                .map(search::store)
                .orElseThrow(() -> new IllegalStateException(
                        type.name() + ": none of its wizards can be written; map it to memory, for example"));
    }

    /** What became of one id. */
    public static <T extends SorceryObject> ObjectChanges<T> changeOf(Optional<T> before, Optional<T> after) {
        ChangesBuilder<T> changes = new ChangesBuilder<>();
        changes.add(before, after);
        return changes.build();
    }
}
