package org.outpub.publish;

import java.util.ArrayList;
import java.util.List;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.publish.config.PeerReferences;
import org.outpub.publish.config.References;
import org.outpub.publish.wire.tls.TlsProblems;

/** What only all objects together, and the files that they name, show to be wrong. */
public final class ObjectChecks {
    private ObjectChecks() {}

    /**
     * Looks at all objects.
     *
     * @param sorcery holds them
     * @param found what is known to be wrong with single objects
     * @return more problems
     */
    public static List<ConfigProblem> check(Sorcery sorcery, List<ConfigProblem> found) {
        List<ConfigProblem> problems = new ArrayList<>(References.check(sorcery, found));
        problems.addAll(Spelling.check(sorcery));
        problems.addAll(PeerReferences.check(sorcery));
        problems.addAll(TlsProblems.check(sorcery));
        return problems;
    }
}
