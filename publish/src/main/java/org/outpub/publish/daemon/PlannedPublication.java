package org.outpub.publish.daemon;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.publish.StateSource;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.ContentSource;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.Route;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.config.Transport;

/**
 * One publication as it would run, in the words of those who configure. Immutable; holds no secret.
 *
 * @param id the section's name
 * @param event the event package
 * @param to where requests are for
 * @param proxy what they go through; empty for nothing
 * @param from who publishes
 * @param transport what they are sent by
 * @param credentials the names of those that answer challenges
 * @param source where the state comes from
 */
record PlannedPublication(
        String id,
        String event,
        String to,
        String proxy,
        String from,
        String transport,
        List<String> credentials,
        String source) {
    /** Stands for the user part where each user has a publication. */
    private static final String EACH_USER = "USER";

    private static final List<String> HEADING =
            List.of("PUBLICATION", "EVENT", "TO", "VIA", "FROM", "TRANSPORT", "CREDENTIALS", "STATE FROM");

    /** All that would run, by name. */
    static List<PlannedPublication> of(Sorcery sorcery) {
        return sorcery.retrieveAll(OutboundPublish.TYPE).stream()
                .map(publish -> of(sorcery, publish))
                .sorted(Comparator.comparing(PlannedPublication::id))
                .toList();
    }

    private static PlannedPublication of(Sorcery sorcery, OutboundPublish publish) {
        return new PlannedPublication(
                publish.id(),
                publish.event(),
                shown(publish, publish.serverUri()),
                publish.outboundProxy() == null ? "" : publish.outboundProxy().shown(),
                shown(publish, publish.effectiveFrom().asIdentity()),
                transport(sorcery, publish),
                publish.outboundAuth().stream()
                        .filter(name -> sorcery.retrieve(Auth.TYPE, name).isPresent())
                        .toList(),
                source(publish));
    }

    private static String shown(OutboundPublish publish, SipUri uri) {
        return (publish.multiUser() ? uri.withUser(EACH_USER) : uri).shown();
    }

    /** The section's name, else what the URI asks for. */
    private static String transport(Sorcery sorcery, OutboundPublish publish) {
        Optional<Transport> named =
                Optional.ofNullable(publish.transport()).flatMap(name -> sorcery.retrieve(Transport.TYPE, name));
        if (named.isPresent()) {
            return named.get().id() + " (" + named.get().protocol().word() + ")";
        }
        if (publish.transport() != null) {
            return "none of that name";
        }
        SipUri next = Route.of(publish.serverUri(), publish.outboundProxy()).nextHop();
        if (next.secure() || publish.serverUri().secure()) {
            return Protocol.TLS.word();
        }
        return next.parameter("transport").filter(word -> !word.isEmpty()).orElse("what the server wants");
    }

    private static String source(OutboundPublish publish) {
        ContentSource content = publish.content();
        return switch (StateSource.of(publish)) {
            case FILE -> "file " + path(content);
            case FOLDER -> "folder " + path(content);
            case EVENT_PACKAGE -> publish.event() + " package";
            case ELSEWHERE -> "nothing here";
        };
    }

    private static String path(@Nullable ContentSource content) {
        return content == null ? "" : content.path().toString();
    }

    /** All of them below each other; what none has is left out. */
    static String table(List<PlannedPublication> publications) {
        List<List<String>> rows =
                publications.stream().map(PlannedPublication::row).toList();
        List<Integer> columns = IntStream.range(0, HEADING.size())
                .filter(column -> rows.stream().anyMatch(row -> !row.get(column).isEmpty()))
                .boxed()
                .toList();
        return AnswerText.aligned(Stream.concat(Stream.of(HEADING), rows.stream())
                .map(row -> columns.stream().map(row::get).toList())
                .toList());
    }

    private List<String> row() {
        return List.of(id, event, to, proxy, from, transport, String.join(", ", credentials), source);
    }

    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("event", event)
                .put("to", to)
                .put("from", from)
                .put("transport", transport)
                .put("source", source);
        if (!proxy.isEmpty()) {
            node.put("via", proxy);
        }
        credentials.forEach(node.putArray("credentials")::add);
        return node;
    }
}
