package org.outpub.publish.control;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.publication.Operation;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.Workload;
import org.outpub.api.sorcery.ReloadReport;

/**
 * Metrics in Prometheus' text format, version 0.0.4: those of the agent, and figures of the process and its virtual
 * machine. Safe for use by many threads.
 */
final class Prometheus {
    static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;
    private final PrometheusRegistry process = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

    Prometheus() {
        ProcessMetrics.builder().register(process);
        JvmMemoryMetrics.builder().register(process);
        JvmGarbageCollectorMetrics.builder().register(process);
        JvmThreadsMetrics.builder().register(process);
        JvmRuntimeInfoMetric.builder().register(process);
    }

    /** Everything, as it is now. */
    byte[] text(About about, Workload workload, Counters counters, ReloadReport lastReload, Peers peers) {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        process.scrape().forEach(all::metricSnapshot);
        build(all, about);
        workload(all, workload);
        requests(all, counters);
        reloads(all, counters, lastReload);
        PeerMetrics.add(all, peers);
        try {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            writer.write(text, all.build(), EscapingScheme.UNDERSCORE_ESCAPING);
            return text.toByteArray();
        } catch (IOException never) {
            throw new UncheckedIOException(never);
        }
    }

    private static void build(MetricSnapshots.Builder all, About about) {
        all.metricSnapshot(InfoSnapshot.builder()
                .name("outpub_build")
                .help("Which version of Outpub this is.")
                .dataPoint(InfoDataPointSnapshot.builder()
                        .labels(Labels.of("version", about.version()))
                        .build())
                .build());
    }

    private static void workload(MetricSnapshots.Builder all, Workload workload) {
        GaugeSnapshot.Builder publications =
                GaugeSnapshot.builder().name("outpub_publications").help("Publications by what they are doing.");
        for (Phase phase : Phase.values()) {
            if (phase != Phase.ENDED) {
                publications.dataPoint(gauge(workload.in(phase), "phase", word(phase)));
            }
        }
        CounterSnapshot.Builder dropped = counter(
                "outpub_dropped",
                "What strangers sent in vain: late or forged answers, no SIP, connections, odd names.");
        dropped.dataPoint(counted(workload.dropped().answers(), "what", "answers"))
                .dataPoint(counted(workload.dropped().requests(), "what", "requests"))
                .dataPoint(counted(workload.dropped().connections(), "what", "connections"))
                .dataPoint(counted(workload.dropped().names(), "what", "names"));
        all.metricSnapshot(publications.build())
                .metricSnapshot(dropped.build())
                .metricSnapshot(single(
                        "outpub_requests_waiting",
                        "Requests that wait until their server has answered others.",
                        workload.requestsWaiting()))
                .metricSnapshot(single(
                        "outpub_changes_waiting",
                        "Changes of state that wait for their publication.",
                        workload.changesWaiting()));
    }

    private static void requests(MetricSnapshots.Builder all, Counters counters) {
        CounterSnapshot.Builder requests =
                counter("outpub_requests", "PUBLISH requests by operation, how they ended and which server answered.");
        counters.requests()
                .forEach((kind, count) -> requests.dataPoint(counted(
                        count,
                        "operation",
                        word(kind.operation()),
                        "result",
                        word(kind.result()),
                        "server",
                        kind.server())));
        HistogramSnapshot.Builder seconds = HistogramSnapshot.builder()
                .name("outpub_request_seconds")
                .unit(Unit.SECONDS)
                .help("How long requests took, by operation, what they waited included.");
        for (Operation operation : Operation.values()) {
            LatencyHistogram latencies = counters.latencies(operation);
            seconds.dataPoint(HistogramDataPointSnapshot.builder()
                    .labels(Labels.of("operation", word(operation)))
                    .classicHistogramBuckets(latencies.buckets())
                    .sum(latencies.sumSeconds())
                    .build());
        }
        all.metricSnapshot(requests.build())
                .metricSnapshot(seconds.build())
                .metricSnapshot(counter("outpub_retries", "Requests that were sent because an earlier one had failed.")
                        .dataPoint(counted(counters.retries()))
                        .build())
                .metricSnapshot(counter(
                                "outpub_http_refused",
                                "Requests to the control interface that were refused unread, and connections to it that"
                                        + " were.")
                        .dataPoint(counted(counters.httpRefused()))
                        .build());
    }

    private static void reloads(MetricSnapshots.Builder all, Counters counters, ReloadReport lastReload) {
        GaugeSnapshot.Builder problems =
                GaugeSnapshot.builder().name("outpub_config_problems").help("Problems that the last reload found.");
        for (Severity severity : Severity.values()) {
            long found = lastReload.problems().stream()
                    .filter(problem -> problem.severity() == severity)
                    .count();
            problems.dataPoint(gauge(found, "severity", word(severity)));
        }
        all.metricSnapshot(problems.build())
                .metricSnapshot(
                        counter("outpub_reloads", "Reloads of the configuration, by whether they changed anything.")
                                .dataPoint(counted(counters.changingReloads(), "changed", "yes"))
                                .dataPoint(counted(counters.reloads() - counters.changingReloads(), "changed", "no"))
                                .build());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static CounterSnapshot.Builder counter(String name, String help) {
        return CounterSnapshot.builder().name(name).help(help);
    }

    static CounterDataPointSnapshot counted(long count, String... labels) {
        return CounterDataPointSnapshot.builder()
                .value(count)
                .labels(Labels.of(labels))
                .build();
    }

    private static GaugeSnapshot single(String name, String help, long value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(gauge(value))
                .build();
    }

    static GaugeDataPointSnapshot gauge(long value, String... labels) {
        return GaugeDataPointSnapshot.builder()
                .value(value)
                .labels(Labels.of(labels))
                .build();
    }
}
