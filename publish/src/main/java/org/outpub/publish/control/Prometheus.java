package org.outpub.publish.control;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.sorcery.ReloadReport;

/** Writes metrics in Prometheus' text format. Pure. */
final class Prometheus {
    private Prometheus() {}

    static String text(List<PublicationStatus> statuses, Counters counters, ReloadReport lastReload) {
        StringBuilder text = new StringBuilder();
        family(text, "outpub_publications", "gauge", "Publications by what they are doing.");
        Map<Phase, Integer> byPhase = new EnumMap<>(Phase.class);
        statuses.forEach(status -> byPhase.merge(status.phase(), 1, Integer::sum));
        for (Phase phase : Phase.values()) {
            sample(text, "outpub_publications{phase=\"" + Views.name(phase) + "\"}", byPhase.getOrDefault(phase, 0));
        }
        family(text, "outpub_requests_total", "counter", "Requests by how they ended.");
        sample(text, "outpub_requests_total{result=\"confirmed\"}", counters.total(Phase.PUBLISHED));
        sample(text, "outpub_requests_total{result=\"failed\"}", counters.total(Phase.RETRYING));
        family(text, "outpub_config_problems", "gauge", "Problems that the last reload found.");
        sample(text, "outpub_config_problems", lastReload.problems().size());
        return text.toString();
    }

    private static void family(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void sample(StringBuilder text, String series, long value) {
        text.append(series).append(' ').append(value).append('\n');
    }
}
