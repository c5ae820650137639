package org.outpub.publish;

import java.util.ArrayList;
import java.util.List;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.publish.config.ContentSource;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.config.References;
import org.outpub.publish.sources.packages.EventPackages;

/** Where the state of a publication comes from, as far as configuration says so. */
public enum StateSource {
    /** A file that {@code @content_file} names. */
    FILE,
    /** A folder with a file for each user, which {@code @content_dir} names. */
    FOLDER,
    /** An event package that comes with Outpub, fed by the host or over the control interface. */
    EVENT_PACKAGE,
    /** A handler of the host's, or a document put over the control interface. */
    ELSEWHERE;

    /**
     * Finds out.
     *
     * @param publish the object
     * @return where its state comes from
     */
    public static StateSource of(OutboundPublish publish) {
        ContentSource content = publish.content();
        if (content != null) {
            return content.perUser() ? FOLDER : FILE;
        }
        boolean served = EventPackages.serve(publish.event(), publish.multiUser(), publish.extended());
        return served ? EVENT_PACKAGE : ELSEWHERE;
    }

    /**
     * Finds objects that say nothing of where their state comes from.
     *
     * @param sorcery holds them
     * @return a warning for each, in the order of the objects
     */
    public static List<ConfigProblem> check(Sorcery sorcery) {
        List<ConfigProblem> problems = new ArrayList<>();
        for (OutboundPublish publish : sorcery.retrieveAll(OutboundPublish.TYPE)) {
            if (of(publish) == ELSEWHERE) {
                problems.add(ConfigProblem.warning(
                        References.place(sorcery, publish, ""),
                        "outbound-publish '" + publish.id() + "': nothing says where its state comes from; expected "
                                + (publish.multiUser() ? "@content_dir" : "@content_file")
                                + " or the options of an event package, unless a handler or PUT /publications/"
                                + publish.id() + (publish.multiUser() ? "/users/USER" : "") + "/content gives it"));
            }
        }
        return problems;
    }
}
