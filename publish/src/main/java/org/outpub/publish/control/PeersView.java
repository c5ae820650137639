package org.outpub.publish.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.outpub.api.config.Excerpt;
import org.outpub.api.state.InboundStatus;
import org.outpub.publish.sources.asterisk.AsteriskStatus;

/** Writes how the servers fare that states come from, as JSON. Pure. */
final class PeersView {
    private PeersView() {}

    static ObjectNode of(Peers peers) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        addTo(all, peers);
        return all;
    }

    /** Adds both lists to an object. */
    static void addTo(ObjectNode object, Peers peers) {
        ArrayNode asterisks = object.putArray("asterisks");
        peers.asterisks().forEach(one -> asterisks.add(of(one)));
        ArrayNode inbound = object.putArray("inbound");
        peers.inbound().forEach(one -> inbound.add(of(one)));
    }

    private static ObjectNode of(AsteriskStatus status) {
        ObjectNode one = JsonNodeFactory.instance
                .objectNode()
                .put("id", status.id())
                .put("address", status.address())
                .put("upToDate", status.upToDate())
                .put("since", status.since().toString())
                .put("version", Excerpt.line(status.version()))
                .put("startedAt", Excerpt.line(status.startedAt()))
                .put("counts", status.counts());
        return status.trouble().isEmpty() ? one : one.put("trouble", Excerpt.line(status.trouble()));
    }

    private static ObjectNode of(InboundStatus status) {
        ObjectNode one = JsonNodeFactory.instance
                .objectNode()
                .put("id", status.id())
                .put("publications", status.publications())
                .put("states", status.states())
                .put("taken", status.taken())
                .put("ignored", status.ignored())
                .put("refused", status.refused())
                .put("from", status.from());
        status.heard().map(Duration::toSeconds).ifPresent(seconds -> one.put("heardSecondsAgo", seconds));
        return status.trouble().isEmpty() ? one : one.put("trouble", Excerpt.line(status.trouble()));
    }
}
