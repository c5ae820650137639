package org.outpub.api.sorcery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.outpub.api.config.ConfigProblem;

/**
 * What one reload did. Immutable.
 *
 * @param types for each registered type, by name, what happened to its objects
 * @param problems everything that was found wrong, in the order of reading
 */
public record ReloadReport(Map<String, TypeReport> types, List<ConfigProblem> problems) {
    /** Copies its parts. */
    public ReloadReport {
        types = Map.copyOf(types);
        problems = List.copyOf(problems);
    }

    /**
     * Whether there is an error among the problems: something was left out or kept as it was.
     *
     * @return true if so
     */
    public boolean hasErrors() {
        return problems.stream().anyMatch(problem -> problem.severity() == ConfigProblem.Severity.ERROR);
    }

    /**
     * Whether any object was created, updated or deleted.
     *
     * @return true if so
     */
    public boolean changedAnything() {
        return types.values().stream().anyMatch(TypeReport::changedAnything);
    }

    /**
     * Prints what changed, one phrase for each type that has objects, such as {@code "outbound-publish: 1 created, 2
     * updated, 28 unchanged"}.
     */
    @Override
    public String toString() {
        List<String> phrases = new ArrayList<>();
        new TreeMap<>(types).forEach((name, report) -> {
            if (!report.isEmpty()) {
                phrases.add(name + ": " + report);
            }
        });
        return phrases.isEmpty() ? "no objects" : String.join("; ", phrases);
    }

    /**
     * What happened to the objects of one type.
     *
     * @param created ids of new objects
     * @param updated ids of objects that changed
     * @param deleted ids of objects that are gone
     * @param kept ids of objects whose new version was refused and that stay as they were
     * @param refused ids of objects that were refused and have no former self
     * @param unchanged how many of its sources' objects are as they were; stores are not read by a reload
     */
    public record TypeReport(
            List<String> created,
            List<String> updated,
            List<String> deleted,
            List<String> kept,
            List<String> refused,
            int unchanged) {
        /** Copies the lists. */
        public TypeReport {
            created = List.copyOf(created);
            updated = List.copyOf(updated);
            deleted = List.copyOf(deleted);
            kept = List.copyOf(kept);
            refused = List.copyOf(refused);
        }

        /**
         * Whether any object was created, updated or deleted.
         *
         * @return true if so
         */
        public boolean changedAnything() {
            return !created.isEmpty() || !updated.isEmpty() || !deleted.isEmpty();
        }

        boolean isEmpty() {
            return !changedAnything() && kept.isEmpty() && refused.isEmpty() && unchanged == 0;
        }

        /** Prints the counts that are not zero. */
        @Override
        public String toString() {
            List<String> counts = new ArrayList<>();
            count(counts, created.size(), "created");
            count(counts, updated.size(), "updated");
            count(counts, deleted.size(), "deleted");
            count(counts, kept.size(), "kept as before");
            count(counts, refused.size(), "refused");
            count(counts, unchanged, "unchanged");
            return counts.isEmpty() ? "none" : String.join(", ", counts);
        }

        private static void count(List<String> counts, int number, String what) {
            if (number > 0) {
                counts.add(number + " " + what);
            }
        }
    }
}
