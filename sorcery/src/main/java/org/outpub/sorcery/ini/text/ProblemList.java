package org.outpub.sorcery.ini.text;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.config.Origin;
import org.outpub.api.config.ProblemSink;

/**
 * Problems in the order in which they are found. Of very many only the first are kept; the last one then says how many
 * there are more, and is as severe as the worst of them. Confined to one thread.
 */
public final class ProblemList implements ProblemSink {
    private static final int MOST = 1000;
    private final List<ConfigProblem> kept = new ArrayList<>();
    private int found;
    private Severity worstLeftOut = Severity.NOTICE;
    private @Nullable Origin firstLeftOut;

    /** None yet. */
    public ProblemList() {}

    @Override
    public void add(ConfigProblem problem) {
        found++;
        if (kept.size() < MOST) {
            kept.add(problem);
            return;
        }
        firstLeftOut = firstLeftOut == null ? problem.origin() : firstLeftOut;
        worstLeftOut = problem.severity().compareTo(worstLeftOut) < 0 ? problem.severity() : worstLeftOut;
    }

    /** How many were found, kept or not. */
    int found() {
        return found;
    }

    /**
     * What was found so far.
     *
     * @return unmodifiable
     */
    public List<ConfigProblem> toList() {
        if (firstLeftOut == null) {
            return List.copyOf(kept);
        }
        List<ConfigProblem> all = new ArrayList<>(kept);
        String more = (found - MOST) + " more problems, from here on, are not told";
        all.add(new ConfigProblem(worstLeftOut, firstLeftOut, more));
        return List.copyOf(all);
    }
}
