package org.outpub.publish.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.sorcery.type.NearestName;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * Finds what keeps peers from publishing here, and {@code asterisk-publication} sections that name what is not there.
 * Warnings only: such sections may be meant for the Asterisk whose file this is.
 */
public final class PeerReferences {
    private static final List<String> EVENTS = List.of("asterisk-devicestate", "asterisk-mwi");
    private final Sorcery sorcery;
    private final List<ConfigProblem> problems = new ArrayList<>();

    private PeerReferences(Sorcery sorcery) {
        this.sorcery = sorcery;
    }

    /**
     * Checks all {@code inbound-publication} objects and what they name.
     *
     * @param sorcery holds them
     * @return warnings, in the order of the objects
     */
    public static List<ConfigProblem> check(Sorcery sorcery) {
        PeerReferences references = new PeerReferences(sorcery);
        sorcery.retrieveAll(InboundPublication.TYPE).forEach(references::check);
        sorcery.retrieveAll(AsteriskPublication.TYPE).forEach(references::check);
        return references.problems;
    }

    private void check(InboundPublication inbound) {
        inbound.events().forEach((event, content) -> {
            String option = "event_" + event;
            if (!EVENTS.contains(event)) {
                warn(
                        InboundPublication.TYPE,
                        inbound,
                        option,
                        option + ": nothing is taken of event " + event + "; expected event_"
                                + String.join(" or event_", EVENTS));
            } else if (sorcery.retrieve(AsteriskPublication.TYPE, content).isEmpty()) {
                warn(
                        InboundPublication.TYPE,
                        inbound,
                        option,
                        option + " names '" + content + "', but " + missing(AsteriskPublication.TYPE, content)
                                + "; peers get 404");
            }
        });
        if (inbound.events().isEmpty()) {
            warn(
                    InboundPublication.TYPE,
                    inbound,
                    "",
                    "nothing may be published to it; expected event_" + String.join(" or event_", EVENTS));
        }
        if (inbound.endpoint() != null) {
            entry(inbound.endpoint())
                    .ifPresent(why -> warn(
                            InboundPublication.TYPE,
                            inbound,
                            "endpoint",
                            "endpoint: nobody can publish, because " + why));
        } else if (sorcery.retrieveAll(Endpoint.TYPE).stream()
                .allMatch(one -> entry(one.id()).isPresent())) {
            warn(
                    InboundPublication.TYPE,
                    inbound,
                    "",
                    "nobody can publish: there is no endpoint section with auth, or"
                            + " with an identify section that names its addresses");
        }
        if (sorcery.retrieveAll(Transport.TYPE).isEmpty()) {
            warn(
                    InboundPublication.TYPE,
                    inbound,
                    "",
                    "nobody can reach it: there is no transport section, so the port"
                            + " is one of the system's choice");
        }
    }

    /** Why nobody can prove to be an endpoint; empty if somebody can. */
    private Optional<String> entry(String id) {
        Optional<Endpoint> endpoint = sorcery.retrieve(Endpoint.TYPE, id);
        if (endpoint.isEmpty()) {
            return Optional.of(missing(Endpoint.TYPE, id));
        }
        List<String> auths = endpoint.get().auth();
        if (!auths.isEmpty()) {
            boolean usable = auths.stream()
                    .flatMap(auth -> sorcery.retrieve(Auth.TYPE, auth).stream())
                    .anyMatch(auth -> !auth.challenges().isEmpty());
            return usable
                    ? Optional.empty()
                    : Optional.of("endpoint '" + id + "' has auth=" + String.join(",", auths)
                            + ", of which there is no usable auth section");
        }
        boolean known = sorcery.retrieveAll(Identify.TYPE).stream()
                .anyMatch(one -> one.endpoint().equals(id) && !one.networks().isEmpty());
        return known
                ? Optional.empty()
                : Optional.of("endpoint '" + id + "' has no auth, and no identify section with match= an address"
                        + " (names of hosts are not looked up)");
    }

    private void check(AsteriskPublication content) {
        publishes(content, "devicestate_publish", content.devicestatePublish(), EVENTS.get(0));
        publishes(content, "mailboxstate_publish", content.mailboxstatePublish(), EVENTS.get(1));
    }

    private void publishes(AsteriskPublication content, String option, @Nullable String id, String event) {
        if (id == null) {
            return;
        }
        Optional<OutboundPublish> publish = sorcery.retrieve(OutboundPublish.TYPE, id);
        if (publish.isEmpty()) {
            warn(
                    AsteriskPublication.TYPE,
                    content,
                    option,
                    option + " names '" + id + "', but " + missing(OutboundPublish.TYPE, id));
        } else if (!publish.get().event().equals(event)) {
            warn(
                    AsteriskPublication.TYPE,
                    content,
                    option,
                    option + " names '" + id + "', which publishes event="
                            + publish.get().event() + "; expected one with event=" + event);
        }
    }

    private <T extends SorceryObject> String missing(ObjectType<T> type, String name) {
        List<String> known =
                sorcery.retrieveAll(type).stream().map(SorceryObject::id).toList();
        String hint = NearestName.hint(name, known);
        return "there is no usable " + type.name() + " of that name" + (hint.isEmpty() ? "" : "; " + hint);
    }

    private <T extends SorceryObject> void warn(ObjectType<T> type, T object, String option, String message) {
        problems.add(ConfigProblem.warning(
                place(type, object.id(), option), type.name() + " '" + object.id() + "': " + message));
    }

    private <T extends SorceryObject> Origin place(ObjectType<T> type, String id, String option) {
        ObjectSet set = sorcery.retrieveSet(type, id).orElseThrow();
        int last = option.isEmpty() ? -1 : set.lastIndex(option);
        return last < 0 ? set.origin() : set.origin(last);
    }
}
