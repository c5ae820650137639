package org.outpub.publish.control;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/** Metrics of the servers that states come from; none where there are none. */
final class PeerMetrics {
    private PeerMetrics() {}

    static void add(MetricSnapshots.Builder all, Peers peers) {
        if (!peers.asterisks().isEmpty()) {
            GaugeSnapshot.Builder upToDate = gauge(
                    "outpub_asterisk_up_to_date", "Whether what is known of an Asterisk is what holds there: 1 or 0.");
            peers.asterisks()
                    .forEach(one -> upToDate.dataPoint(Prometheus.gauge(one.upToDate() ? 1 : 0, "asterisk", one.id())));
            all.metricSnapshot(upToDate.build());
        }
        if (!peers.inbound().isEmpty()) {
            addInbound(all, peers);
        }
    }

    private static void addInbound(MetricSnapshots.Builder all, Peers peers) {
        GaugeSnapshot.Builder publications =
                gauge("outpub_inbound_publications", "Publications of peers that live here, by section.");
        GaugeSnapshot.Builder states = gauge("outpub_inbound_states", "Devices and mailboxes that peers tell of.");
        CounterSnapshot.Builder documents =
                Prometheus.counter("outpub_inbound_documents", "What became of documents that peers published.");
        peers.inbound().forEach(one -> {
            publications.dataPoint(Prometheus.gauge(one.publications(), "section", one.id()));
            states.dataPoint(Prometheus.gauge(one.states(), "section", one.id()));
            documents
                    .dataPoint(Prometheus.counted(one.taken(), "section", one.id(), "result", "taken"))
                    .dataPoint(Prometheus.counted(one.ignored(), "section", one.id(), "result", "ignored"))
                    .dataPoint(Prometheus.counted(one.refused(), "section", one.id(), "result", "refused"));
        });
        all.metricSnapshot(publications.build()).metricSnapshot(states.build()).metricSnapshot(documents.build());
    }

    private static GaugeSnapshot.Builder gauge(String name, String help) {
        return GaugeSnapshot.builder().name(name).help(help);
    }
}
