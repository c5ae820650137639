package org.outpub.sorcery.reload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ProblemSink;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.sorcery.live.LiveObjects;
import org.outpub.sorcery.live.LiveObjects.Live;

/**
 * Compares what a source holds now with what is live from it. Only an object set whose content differs is typed; a bad
 * one keeps its former self. Pure.
 *
 * @param objects what is live next
 * @param kept ids whose new version was refused
 * @param refused ids that were refused and have no former self
 * @param problems what was found wrong
 * @param <T> the objects' class
 */
record SourceDiff<T extends SorceryObject>(
        LiveObjects<T> objects, List<String> kept, List<String> refused, List<ConfigProblem> problems) {

    static <T extends SorceryObject> SourceDiff<T> of(ObjectType<T> type, LiveObjects<T> before, List<ObjectSet> sets) {
        Run<T> run = new Run<>(type, before, sets);
        return run.end();
    }

    private static final class Run<T extends SorceryObject> {
        private final ObjectType<T> type;
        private final LiveObjects<T> before;
        private final List<Live<T>> next;
        private boolean inFormerOrder;
        private boolean anyNew;
        private final List<String> kept = new ArrayList<>();
        private final List<String> refused = new ArrayList<>();
        private final List<ConfigProblem> problems = new ArrayList<>();

        Run(ObjectType<T> type, LiveObjects<T> before, List<ObjectSet> sets) {
            this.type = type;
            this.before = before;
            this.next = new ArrayList<>(sets.size());
            takeInOrder(sets);
        }

        /**
         * Most often the same ids come in the same order as before; as long as they do, none of them can come twice, and
         * nothing needs to be looked up.
         */
        private void takeInOrder(List<ObjectSet> sets) {
            List<Live<T>> formers = before.inOrder();
            int same = 0;
            while (same < Math.min(sets.size(), formers.size())
                    && formers.get(same).set().id().equals(sets.get(same).id())) {
                take(sets.get(same), formers.get(same));
                same++;
            }
            inFormerOrder = same == formers.size();
            if (same < sets.size()) {
                takeByName(sets, same);
            }
        }

        private void takeByName(List<ObjectSet> sets, int from) {
            Map<String, ObjectSet> seen = new HashMap<>(sets.size() * 2);
            for (int i = 0; i < sets.size(); i++) {
                ObjectSet set = sets.get(i);
                ObjectSet first = seen.putIfAbsent(set.id(), set);
                if (first != null) {
                    problems.add(ConfigProblem.error(
                            set.origin(),
                            type.name() + " '" + set.id() + "' stands here again; the first is at " + first.origin()
                                    + ", and this one is left out"));
                } else if (i >= from) {
                    take(set, before.get(set.id()));
                }
            }
        }

        @SuppressWarnings("ReferenceEquality") // the same instance spares the comparison
        private void take(ObjectSet set, @Nullable Live<T> former) {
            if (former == null || former.remarked()) {
                parse(set, former);
            } else if (former.set() == set) {
                next.add(former);
            } else if (former.set().sameContent(set)) {
                if (former.set().samePlaces(set)) {
                    next.add(former);
                } else {
                    keep(new Live<>(former.object(), set, false));
                }
            } else {
                parse(set, former);
            }
        }

        private void keep(Live<T> live) {
            next.add(live);
            anyNew = true;
        }

        private void parse(ObjectSet set, @Nullable Live<T> former) {
            String consequence = former == null ? "; it is left out" : "; keeping the previous one";
            int known = problems.size();
            Optional<T> object = parse(set, problem -> problems.add(withConsequence(problem, consequence)));
            List<ConfigProblem> told = problems.subList(known, problems.size());
            boolean wrong = told.stream().anyMatch(problem -> problem.severity() == ConfigProblem.Severity.ERROR);
            if (object.isPresent()) {
                take(object.get(), set, former, !told.isEmpty());
            } else if (wrong && former != null) {
                next.add(former);
                kept.add(set.id());
            } else if (wrong) {
                refused.add(set.id());
            } // else it is not for us, which the type has told
        }

        private void take(T made, ObjectSet set, @Nullable Live<T> former, boolean remarked) {
            if (former == null || !same(former.object(), made)) {
                keep(new Live<>(made, set, remarked));
            } else if (former.set().sameContent(set) && former.set().samePlaces(set)) {
                next.add(former);
            } else {
                keep(new Live<>(former.object(), set, remarked));
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
                    sink.error(set.origin(), type.name() + " '" + set.id() + "': the object made has another id");
                    return Optional.empty();
                }
                return object;
            } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError unforeseen) {
                sink.error(
                        set.origin(),
                        type.name() + " '" + set.id() + "': making the object failed with "
                                + unforeseen.getClass().getName());
                return Optional.empty();
            }
        }

        private static ConfigProblem withConsequence(ConfigProblem problem, String consequence) {
            return problem.severity() == ConfigProblem.Severity.ERROR
                    ? ConfigProblem.error(problem.origin(), problem.message() + consequence)
                    : problem;
        }

        SourceDiff<T> end() {
            boolean sameIds = next.size() == before.size() && inFormerOrder;
            LiveObjects<T> live =
                    sameIds && !anyNew ? before : sameIds ? before.replacedBy(next) : LiveObjects.of(next);
            return new SourceDiff<>(live, kept, refused, problems);
        }
    }
}
