package org.outpub.sorcery;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ProblemSink;
import org.outpub.api.sorcery.ObjectSet;
import org.outpub.api.sorcery.ObjectType;
import org.outpub.api.sorcery.SorceryObject;
import org.outpub.sorcery.LiveObjects.Live;

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
        Run<T> run = new Run<>(type, before, sets.size());
        sets.forEach(run::take);
        return run.end();
    }

    private static final class Run<T extends SorceryObject> {
        private final ObjectType<T> type;
        private final LiveObjects<T> before;
        private final Map<String, Live<T>> next;
        /** Where each id was seen first, also those that were refused. */
        private final Map<String, ObjectSet> seen;

        private final List<String> kept = new ArrayList<>();
        private final List<String> refused = new ArrayList<>();
        private final List<ConfigProblem> problems = new ArrayList<>();

        Run(ObjectType<T> type, LiveObjects<T> before, int size) {
            this.type = type;
            this.before = before;
            this.next = new LinkedHashMap<>(size * 2);
            this.seen = new HashMap<>(size * 2);
        }

        void take(ObjectSet set) {
            ObjectSet first = seen.putIfAbsent(set.id(), set);
            if (first != null) {
                problems.add(ConfigProblem.error(
                        set.origin(),
                        type.name() + " '" + set.id() + "' stands here again; the first is at " + first.origin()
                                + ", and this one is left out"));
                return;
            }
            Live<T> former = before.byId().get(set.id());
            if (former != null && former.set().sameContent(set)) {
                next.put(set.id(), new Live<>(former.object(), set));
                return;
            }
            parse(set, former);
        }

        private void parse(ObjectSet set, @Nullable Live<T> former) {
            String consequence = former == null ? "; it is left out" : "; keeping the previous one";
            Optional<T> object = parse(set, problem -> problems.add(withConsequence(problem, consequence)));
            if (object.isPresent()) {
                T made = object.get();
                T was = former == null ? null : former.object();
                next.put(set.id(), new Live<>(was != null && was.equals(made) ? was : made, set));
            } else if (former != null) {
                next.put(set.id(), former);
                kept.add(set.id());
            } else {
                refused.add(set.id());
            }
        }

        /** A type's own code may throw on what it did not foresee; its message may hold a secret and is not shown. */
        private Optional<T> parse(ObjectSet set, ProblemSink sink) {
            try {
                return type.parse(set, sink);
            } catch (RuntimeException unforeseen) {
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
            return new SourceDiff<>(new LiveObjects<>(ImmutableMap.copyOf(next)), kept, refused, problems);
        }
    }
}
