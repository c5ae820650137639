package org.outpub.publish.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.sorcery.type.NearestName;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/** Finds options that name objects which do not exist, or do not fit; Asterisk skips those in silence. */
public final class References {
    private References() {}

    /**
     * Checks all {@code outbound-publish} objects.
     *
     * @param sorcery holds them and what they refer to
     * @param found what is known to be wrong with single objects
     * @return a problem for each name without an object, in the order of the objects
     */
    public static List<ConfigProblem> check(Sorcery sorcery, List<ConfigProblem> found) {
        List<ConfigProblem> problems = new ArrayList<>();
        for (OutboundPublish publish : sorcery.retrieveAll(OutboundPublish.TYPE)) {
            for (String auth : publish.outboundAuth()) {
                check(sorcery, found, publish, "outbound_auth", Auth.TYPE, auth).ifPresent(problems::add);
            }
            Optional<ConfigProblem> unspoken = unspoken(sorcery, publish);
            unspoken.ifPresent(problems::add);
            if (publish.transport() != null) {
                check(sorcery, found, publish, "transport", Transport.TYPE, publish.transport())
                        .or(() -> unspoken.isPresent() ? Optional.empty() : contradiction(sorcery, publish))
                        .ifPresent(problems::add);
            }
        }
        return problems;
    }

    private static <T extends SorceryObject> Optional<ConfigProblem> check(
            Sorcery sorcery,
            List<ConfigProblem> found,
            OutboundPublish publish,
            String option,
            ObjectType<T> type,
            String name) {
        if (sorcery.retrieve(type, name).isPresent()) {
            return Optional.empty();
        }
        String why = unusable(found, type, name).orElseGet(() -> missing(sorcery, type, name));
        return Optional.of(ConfigProblem.error(
                place(sorcery, publish, option),
                "outbound-publish '" + publish.id() + "': " + option + " names '" + name + "', but " + why));
    }

    /** It stands there and was refused or left out, which was told at its own place. */
    private static Optional<String> unusable(List<ConfigProblem> found, ObjectType<?> type, String name) {
        String about = type.name() + " '" + name + "': ";
        return found.stream()
                .filter(problem -> problem.severity() != Severity.WARNING)
                .filter(problem -> problem.message().startsWith(about))
                .findFirst()
                .map(problem -> "the " + type.name() + " of that name cannot be used; see " + problem.origin());
    }

    private static <T extends SorceryObject> String missing(Sorcery sorcery, ObjectType<T> type, String name) {
        List<String> known =
                sorcery.retrieveAll(type).stream().map(SorceryObject::id).toList();
        String hint = NearestName.hint(name, known);
        return "there is no usable " + type.name() + " of that name" + (hint.isEmpty() ? "" : "; " + hint);
    }

    /** What a URI asks for and no transport can give. */
    private static Optional<ConfigProblem> unspoken(Sorcery sorcery, OutboundPublish publish) {
        String option = publish.outboundProxy() == null ? "server_uri" : "outbound_proxy";
        SipUri next = Route.of(publish.serverUri(), publish.outboundProxy()).nextHop();
        String asked = next.parameter("transport").orElse("");
        boolean secure = next.secure() || publish.serverUri().secure();
        if (asked.isEmpty() || Protocol.named(asked).isPresent() && !(secure && asked.equalsIgnoreCase("udp"))) {
            return Optional.empty();
        }
        String why = secure && asked.equalsIgnoreCase("udp")
                ? "sips does not go over udp; expected transport=tcp, or none"
                : "transport=" + asked + " is not spoken here; expected udp, tcp or tls";
        return Optional.of(ConfigProblem.error(
                place(sorcery, publish, option), "outbound-publish '" + publish.id() + "': " + option + ": " + why));
    }

    /** The next hop is the proxy, unless that is a strict router, which takes the place of the server. */
    private static Optional<ConfigProblem> contradiction(Sorcery sorcery, OutboundPublish publish) {
        Transport transport = sorcery.retrieve(Transport.TYPE, String.valueOf(publish.transport()))
                .orElseThrow();
        SipUri next = publish.outboundProxy() == null ? publish.serverUri() : publish.outboundProxy();
        boolean secure = next.secure() || publish.serverUri().secure();
        String wanted = secure
                ? "tls"
                : next.parameter("transport").orElse(transport.protocol().word());
        if (wanted.equalsIgnoreCase(transport.protocol().word())) {
            return Optional.empty();
        }
        return Optional.of(ConfigProblem.error(
                place(sorcery, publish, "transport"),
                "outbound-publish '" + publish.id() + "': transport '" + transport.id() + "' speaks "
                        + transport.protocol().word() + ", but " + next.shown() + " wants " + wanted));
    }

    /**
     * Where an option of an object stands.
     *
     * @param sorcery holds the object
     * @param publish the object
     * @param option its last occurrence counts
     * @return the option's line, else the object's own
     */
    public static Origin place(Sorcery sorcery, OutboundPublish publish, String option) {
        return place(sorcery, OutboundPublish.TYPE, publish, option);
    }

    /**
     * Where an option of an object of any type stands.
     *
     * @param sorcery holds the object
     * @param type its type
     * @param object the object
     * @param option its last occurrence counts
     * @param <T> its class
     * @return the option's line, else the object's own
     */
    public static <T extends SorceryObject> Origin place(Sorcery sorcery, ObjectType<T> type, T object, String option) {
        ObjectSet set = sorcery.retrieveSet(type, object.id()).orElseThrow();
        for (int i = set.size() - 1; i >= 0; i--) {
            if (set.name(i).equalsIgnoreCase(option)) {
                return set.origin(i);
            }
        }
        return set.origin();
    }
}
