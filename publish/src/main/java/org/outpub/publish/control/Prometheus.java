package org.outpub.publish.control;

import java.util.List;
import java.util.Locale;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.Workload;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.publish.control.LatencyHistogram.Bucket;

/** Writes metrics in Prometheus' text format, version 0.0.4. Pure. */
final class Prometheus {
    private final StringBuilder text = new StringBuilder();

    private Prometheus() {}

    static String text(Workload workload, Counters counters, ReloadReport lastReload) {
        Prometheus page = new Prometheus();
        page.workload(workload);
        page.requests(counters);
        page.reloads(counters, lastReload);
        return page.text.toString();
    }

    private void workload(Workload workload) {
        family("outpub_publications", "gauge", "Publications by what they are doing.");
        for (Phase phase : Phase.values()) {
            if (phase != Phase.ENDED) {
                sample("outpub_publications", workload.in(phase), "phase", word(phase));
            }
        }
        family("outpub_requests_waiting", "gauge", "Requests that wait until their server has answered others.");
        sample("outpub_requests_waiting", workload.requestsWaiting());
        family("outpub_changes_waiting", "gauge", "Changes of state that wait for their publication.");
        sample("outpub_changes_waiting", workload.changesWaiting());
    }

    private void requests(Counters counters) {
        family("outpub_requests_total", "counter", "PUBLISH requests by operation and how they ended.");
        counters.requests()
                .forEach((kind, count) -> sample(
                        "outpub_requests_total",
                        count,
                        "operation",
                        word(kind.operation()),
                        "result",
                        word(kind.result())));
        family("outpub_retries_total", "counter", "Requests that were sent because an earlier one had failed.");
        sample("outpub_retries_total", counters.retries());
        family("outpub_request_seconds", "histogram", "How long requests took, what they waited included.");
        List<Bucket> buckets = counters.latencies().cumulative();
        for (Bucket bucket : buckets) {
            String bound = Double.isInfinite(bucket.seconds()) ? "+Inf" : Double.toString(bucket.seconds());
            sample("outpub_request_seconds_bucket", bucket.count(), "le", bound);
        }
        sample("outpub_request_seconds_sum", counters.latencies().sumSeconds());
        sample("outpub_request_seconds_count", buckets.get(buckets.size() - 1).count());
    }

    private void reloads(Counters counters, ReloadReport lastReload) {
        family("outpub_reloads_total", "counter", "Reloads of the configuration, by whether they changed anything.");
        sample("outpub_reloads_total", counters.changingReloads(), "changed", "yes");
        sample("outpub_reloads_total", counters.reloads() - counters.changingReloads(), "changed", "no");
        family("outpub_config_problems", "gauge", "Problems that the last reload found.");
        for (Severity severity : Severity.values()) {
            long found = lastReload.problems().stream()
                    .filter(problem -> problem.severity() == severity)
                    .count();
            sample("outpub_config_problems", found, "severity", word(severity));
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private void family(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(escaped(help)).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void sample(String name, Number value, String... labels) {
        text.append(name);
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
            text.append(escaped(labels[i + 1]).replace("\"", "\\\"")).append('"');
        }
        text.append(labels.length > 0 ? "} " : " ").append(value).append('\n');
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\n", "\\n");
    }
}
