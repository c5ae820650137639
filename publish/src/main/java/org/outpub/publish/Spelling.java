package org.outpub.publish;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.sorcery.type.NearestName;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.config.References;
import org.outpub.publish.sources.packages.EventPackages;

/**
 * Finds what is probably misspelt where any name is allowed: events, and options that begin with {@code @}, which may be
 * those of a handler that is not known here.
 */
final class Spelling {
    private static final List<String> CONTENT = List.of("@content_type", "@content_file", "@content_dir");
    private static final List<String> OPTIONS =
            Stream.concat(CONTENT.stream(), EventPackages.options().stream()).toList();

    /** Those with a package here, and others of the registry of SIP event packages that deployed servers know. */
    private static final List<String> EVENTS = Stream.concat(
                    EventPackages.events().stream(),
                    Stream.of(
                            "as-feature-event",
                            "call-completion",
                            "call-info",
                            "conference",
                            "consent-pending-additions",
                            "dialog.winfo",
                            "kpml",
                            "line-seize",
                            "load-control",
                            "message-summary.winfo",
                            "poc-settings",
                            "presence.winfo",
                            "refer",
                            "reg",
                            "ua-profile",
                            "vq-rtcpxr",
                            "xcap-diff"))
            .toList();

    private Spelling() {}

    /**
     * Looks at all {@code outbound-publish} objects.
     *
     * @param sorcery holds them
     * @return warnings in the order of the objects
     */
    static List<ConfigProblem> check(Sorcery sorcery) {
        List<ConfigProblem> problems = new ArrayList<>();
        // Very many objects have few names among them.
        Map<String, Optional<String>> events = new HashMap<>();
        Map<String, Optional<String>> options = new HashMap<>();
        for (OutboundPublish publish : sorcery.retrieveAll(OutboundPublish.TYPE)) {
            events.computeIfAbsent(publish.event(), event -> meant(event, EVENTS))
                    .ifPresent(event -> problems.add(warning(
                            sorcery, publish, "event", "event '" + publish.event() + "' is sent as it is", event)));
            for (String option : publish.extended().keySet()) {
                options.computeIfAbsent(option, name -> meant(name, OPTIONS))
                        .map(name -> warning(sorcery, publish, option, what(option), name))
                        .or(() -> unread(sorcery, publish, option))
                        .ifPresent(problems::add);
            }
        }
        return problems;
    }

    private static String what(String option) {
        return "option '" + option + "' means nothing here";
    }

    /** Of an event that is served here, all options are known; one that nobody reads is a slip, however far from others. */
    private static Optional<ConfigProblem> unread(Sorcery sorcery, OutboundPublish publish, String option) {
        List<String> read = EventPackages.optionsOf(publish.event());
        if (CONTENT.contains(option) || read.isEmpty() || read.contains(option)) {
            return Optional.empty();
        }
        return Optional.of(ConfigProblem.warning(
                References.place(sorcery, publish, option),
                "outbound-publish '" + publish.id() + "': " + what(option) + "; event=" + publish.event() + " reads "
                        + String.join(", ", read)));
    }

    private static Optional<String> meant(String name, List<String> known) {
        return known.contains(name) ? Optional.empty() : NearestName.of(name, known);
    }

    private static ConfigProblem warning(
            Sorcery sorcery, OutboundPublish publish, String option, String what, String meant) {
        return ConfigProblem.warning(
                References.place(sorcery, publish, option),
                "outbound-publish '" + publish.id() + "': " + what + "; did you mean '" + meant + "'?");
    }
}
