package org.outpub.publish;

import java.util.ArrayList;
import java.util.List;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.config.References;
import org.outpub.publish.sources.packages.EventPackages;
import org.outpub.publish.sources.packages.OptionProblem;

/** Finds options with which the event packages that come with Outpub cannot publish. */
public final class EventOptions {
    private EventOptions() {}

    /**
     * Looks at all objects that a package serves.
     *
     * @param sorcery holds them
     * @return a problem for each option that does not fit, with its place
     */
    public static List<ConfigProblem> check(Sorcery sorcery) {
        List<ConfigProblem> problems = new ArrayList<>();
        for (OutboundPublish publish : sorcery.retrieveAll(OutboundPublish.TYPE)) {
            for (OptionProblem problem :
                    EventPackages.check(publish.event(), publish.multiUser(), publish.extended())) {
                problems.add(ConfigProblem.error(
                        References.place(sorcery, publish, problem.option()),
                        "outbound-publish '" + publish.id() + "': " + problem.message()
                                + "; nothing is published until it is mended"));
            }
        }
        return problems;
    }
}
