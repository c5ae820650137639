package org.outpub.publish.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Excerpt;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.PublishResult;
import org.outpub.api.publication.Workload;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.sorcery.ReloadReport.TypeReport;
import org.outpub.publish.cluster.Cluster.NodeStatus;

/** Writes what the agent says as JSON. Pure. */
final class Views {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int CONFLICT = 409;

    private Views() {}

    static ArrayNode of(List<PublicationStatus> statuses) {
        ArrayNode all = JSON.arrayNode();
        statuses.forEach(status -> all.add(of(status)));
        return all;
    }

    static ObjectNode of(PublicationStatus status) {
        ObjectNode one = JSON.objectNode().put("id", status.id());
        status.user().ifPresent(user -> one.put("user", user));
        one.put("event", status.event())
                .put("phase", name(status.phase()))
                .put("since", status.since().toString());
        status.entityTag().ifPresent(tag -> one.put("entityTag", tag));
        status.confirmed().ifPresent(when -> one.put("confirmed", when.toString()));
        status.server().ifPresent(server -> one.put("server", server));
        status.next().map(Duration::toSeconds).ifPresent(seconds -> one.put("nextSeconds", seconds));
        status.differs().ifPresent(when -> one.put("differs", when.toString()));
        one.put("last", Excerpt.line(status.last()));
        return status.reason().isEmpty() ? one : one.put("reason", Excerpt.line(status.reason()));
    }

    static String name(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }

    static ObjectNode of(ReloadReport report) {
        ObjectNode all = JSON.objectNode().put("changed", report.changedAnything());
        ObjectNode types = all.putObject("types");
        new TreeMap<>(report.types()).forEach((name, type) -> types.set(name, of(type)));
        ArrayNode problems = all.putArray("problems");
        report.problems().forEach(problem -> problems.add(of(problem)));
        return all;
    }

    private static ObjectNode of(TypeReport report) {
        ObjectNode one = JSON.objectNode();
        Map.of(
                        "created", report.created(),
                        "updated", report.updated(),
                        "deleted", report.deleted(),
                        "kept", report.kept(),
                        "refused", report.refused())
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(list -> list.getValue().forEach(one.putArray(list.getKey())::add));
        return one.put("unchanged", report.unchanged());
    }

    static ObjectNode of(ConfigProblem problem) {
        return JSON.objectNode()
                .put("severity", problem.severity().word())
                .put("place", problem.origin().toString())
                .put("message", problem.message());
    }

    /** What the status page shows. */
    static ObjectNode page(
            About about,
            List<PublicationStatus> statuses,
            Workload workload,
            ReloadReport reload,
            List<Counters.Period> periods) {
        ObjectNode page = JSON.objectNode()
                .put("version", about.version())
                .put("started", about.started().toString())
                .put("configuration", about.configuration());
        page.set("publications", of(statuses));
        page.put("requestsWaiting", workload.requestsWaiting());
        page.put("changesWaiting", workload.changesWaiting());
        page.set("lastReload", of(reload).put("summary", reload.toString()));
        ArrayNode history = page.putArray("history");
        periods.forEach(period -> history.addObject()
                .put("secondsAgo", period.secondsAgo())
                .put("confirmed", period.confirmed())
                .put("failed", period.failed()));
        return page;
    }

    static ArrayNode nodes(List<NodeStatus> nodes) {
        ArrayNode all = JSON.arrayNode();
        nodes.forEach(node -> all.addObject()
                .put("name", node.node())
                .put("alive", node.alive())
                .put("shares", node.shares()));
        return all;
    }

    /** Live whenever it answers; ready once nothing waits for its first answer. */
    static ObjectNode health(List<PublicationStatus> statuses) {
        long failing = statuses.stream()
                .filter(status -> status.phase() == Phase.RETRYING)
                .count();
        boolean ready = statuses.stream()
                .noneMatch(status -> status.entityTag().isEmpty()
                        && (status.phase() == Phase.DUE || status.phase() == Phase.SENDING));
        return JSON.objectNode().put("live", true).put("ready", ready).put("retrying", failing);
    }

    static Reply outcome(PublishResult result) {
        if (result instanceof PublishResult.Ended ended) {
            return Reply.error(CONFLICT, ended.reason());
        }
        boolean confirmed = result instanceof PublishResult.Confirmed;
        return Reply.json(OK, JSON.objectNode().put("result", confirmed ? "confirmed" : "superseded"));
    }

    static Reply pending() {
        return Reply.json(ACCEPTED, JSON.objectNode().put("result", "pending"));
    }
}
