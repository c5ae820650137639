package org.outpub.sorcery.reload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Excerpt;
import org.outpub.api.config.ProblemSink;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.sorcery.live.LiveObjects;
import org.outpub.sorcery.live.LiveObjects.Live;

/**
 * Compares what a source holds now with what is live from it. Only an object set whose content differs is typed; a bad
 * one keeps its former self. What comes of it, problems included, is what comes of typing all. Pure, though many sets are
 * typed by more than one thread.
 *
 * @param objects what is live next
 * @param kept ids whose new version was refused
 * @param refused ids that were refused and have no former self
 * @param problems what was found wrong
 * @param <T> the objects' class
 */
record SourceDiff<T extends SorceryObject>(
        LiveObjects<T> objects, List<String> kept, List<String> refused, List<ConfigProblem> problems) {
    /** From so many sets on, several threads are worth their while. */
    private static final int MANY = 1000;

    static <T extends SorceryObject> SourceDiff<T> of(ObjectType<T> type, LiveObjects<T> before, List<ObjectSet> sets) {
        return new Run<>(type, before, sets).run();
    }

    /**
     * What came of typing a set.
     *
     * @param object empty if it was refused
     * @param problems in order
     */
    private record Typed<T extends SorceryObject>(Optional<T> object, List<ConfigProblem> problems) {
        boolean isRefused() {
            return object.isEmpty()
                    && problems.stream().anyMatch(problem -> problem.severity() == ConfigProblem.Severity.ERROR);
        }
    }

    private static final class Run<T extends SorceryObject> {
        private final ObjectType<T> type;
        private final LiveObjects<T> before;
        private final List<ObjectSet> sets;
        /** By the place of a set: what is live of its id. */
        private final List<@Nullable Live<T>> formers;
        /** By the place of a set whose id stood before: where that was. */
        private final Map<Integer, ObjectSet> firsts = new HashMap<>();
        /** By the place of a set: null if what is live stays, whatever its place is now. */
        private final @Nullable Typed<T>[] typed;

        private final List<Live<T>> next;
        private boolean inFormerOrder;
        private boolean anyNew;
        private final List<String> kept = new ArrayList<>();
        private final List<String> refused = new ArrayList<>();
        private final List<ConfigProblem> problems = new ArrayList<>();

        @SuppressWarnings({"unchecked", "rawtypes"}) // an array of nothing else
        Run(ObjectType<T> type, LiveObjects<T> before, List<ObjectSet> sets) {
            this.type = type;
            this.before = before;
            this.sets = sets;
            this.formers = new ArrayList<>(sets.size());
            this.typed = new Typed[sets.size()];
            this.next = new ArrayList<>(sets.size());
        }

        SourceDiff<T> run() {
            findFormers();
            int[] others = IntStream.range(0, sets.size())
                    .filter(place -> !isSame(place) && !firsts.containsKey(place))
                    .toArray();
            IntStream places = IntStream.of(others);
            (others.length < MANY ? places : places.parallel()).forEach(place -> typed[place] = type(place));
            for (int place = 0; place < sets.size(); place++) {
                take(place);
            }
            boolean sameIds = next.size() == before.size() && inFormerOrder;
            LiveObjects<T> live =
                    sameIds && !anyNew ? before : sameIds ? before.replacedBy(next) : LiveObjects.of(next);
            return new SourceDiff<>(live, kept, refused, problems);
        }

        /**
         * Most often the same ids come in the same order as before; as long as they do, none of them can come twice, and
         * nothing needs to be looked up.
         */
        private void findFormers() {
            List<Live<T>> then = before.inOrder();
            int same = 0;
            while (same < Math.min(sets.size(), then.size()) && hasId(sets.get(same), then.get(same))) {
                formers.add(then.get(same));
                same++;
            }
            inFormerOrder = same == then.size();
            if (same < sets.size()) {
                findFormersByName(same);
            }
        }

        @SuppressWarnings("ReferenceEquality") // the same instance spares the comparison
        private static boolean hasId(ObjectSet set, Live<?> live) {
            return live.set() == set || live.set().id().equals(set.id());
        }

        private void findFormersByName(int from) {
            Map<String, ObjectSet> seen = new HashMap<>(sets.size() * 2);
            for (int place = 0; place < sets.size(); place++) {
                ObjectSet set = sets.get(place);
                ObjectSet first = seen.putIfAbsent(set.id(), set);
                if (first != null) {
                    firsts.put(place, first);
                }
                if (place >= from) {
                    formers.add(before.get(set.id()));
                }
            }
        }

        @SuppressWarnings("ReferenceEquality") // the same instance spares the comparison
        private boolean isSame(int place) {
            Live<T> former = formers.get(place);
            return former != null && former.set() == sets.get(place) && !former.remarked();
        }

        private @Nullable Typed<T> type(int place) {
            ObjectSet set = sets.get(place);
            Live<T> former = formers.get(place);
            // what is remarked on it is told each time, with its places as they are now
            boolean stays = former != null && !former.remarked() && former.set().sameContent(set);
            return stays ? null : type(set, former == null ? "; it is left out" : "; keeping the previous one");
        }

        private Typed<T> type(ObjectSet set, String consequence) {
            List<ConfigProblem> found = new ArrayList<>(0);
            Optional<T> object = parse(set, problem -> found.add(withConsequence(problem, consequence)));
            return new Typed<>(object, found.isEmpty() ? List.of() : List.copyOf(found));
        }

        private void take(int place) {
            ObjectSet set = sets.get(place);
            Live<T> former = formers.get(place);
            Typed<T> made = typed[place];
            if (firsts.containsKey(place)) {
                problems.add(ConfigProblem.error(
                        set.origin(),
                        about(set) + " stands here again; the first is at "
                                + firsts.get(place).origin() + ", and this one is left out"));
            } else if (made != null) {
                take(set, former, made);
            } else if (former != null) {
                keep(former, set);
            }
        }

        private String about(ObjectSet set) {
            return type.name() + " " + Excerpt.quoted(set.id());
        }

        private void take(ObjectSet set, @Nullable Live<T> former, Typed<T> made) {
            problems.addAll(made.problems);
            if (made.object.isPresent()) {
                T object = made.object.get();
                boolean remarked = !made.problems.isEmpty();
                if (former == null || !same(former.object(), object)) {
                    keep(new Live<>(object, set, remarked));
                } else if (former.remarked() == remarked && former.set().sameContent(set)) {
                    keep(former, set);
                } else {
                    keep(new Live<>(former.object(), set, remarked));
                }
            } else if (made.isRefused() && former != null) {
                next.add(former);
                kept.add(set.id());
            } else if (made.isRefused()) {
                refused.add(set.id());
            } // else it is not for us, which the type has told
        }

        private void keep(Live<T> live) {
            next.add(live);
            anyNew = true;
        }

        /** The same object, perhaps at another place. */
        @SuppressWarnings("ReferenceEquality") // the same instance spares the comparison
        private void keep(Live<T> former, ObjectSet set) {
            if (former.set() == set || former.set().samePlaces(set)) {
                next.add(former);
            } else {
                keep(new Live<>(former.object(), set, former.remarked()));
            }
        }

        /** Two that cannot be compared are taken to differ. */
        private boolean same(T was, T made) {
            try {
                return was.equals(made);
            } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError failed) {
                return false;
            }
        }

        /** A type's own code may throw on what it did not foresee; its message may hold a secret and is not shown. */
        private Optional<T> parse(ObjectSet set, ProblemSink sink) {
            try {
                Optional<T> object = type.parse(set, sink);
                if (object.isPresent() && !object.get().id().equals(set.id())) {
                    sink.error(set.origin(), about(set) + ": the object made has another id");
                    return Optional.empty();
                }
                return object;
            } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError unforeseen) {
                sink.error(
                        set.origin(),
                        about(set) + ": making the object failed with "
                                + unforeseen.getClass().getName());
                return Optional.empty();
            }
        }

        private static ConfigProblem withConsequence(ConfigProblem problem, String consequence) {
            return problem.severity() == ConfigProblem.Severity.ERROR
                    ? ConfigProblem.error(problem.origin(), problem.message() + consequence)
                    : problem;
        }
    }
}
