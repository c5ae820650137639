package org.outpub.publish.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.outpub.api.config.ConfigProblem;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationListener;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.RequestReport;
import org.outpub.api.publication.Workload;
import org.outpub.api.sorcery.ReloadReport;

/**
 * One agent's meters in a Micrometer registry: gauges of what there is to do, a timer of requests by operation and
 * result, counters of retries and reloads. Safe for use by many threads.
 */
public final class AgentMeters implements AutoCloseable {
    private final MeterRegistry registry;
    private final Supplier<Workload> workload;
    private final Supplier<ReloadReport> lastReload;
    private final List<Meter> gauges = new ArrayList<>();
    private final Counter retries;

    /**
     * Registers the gauges.
     *
     * @param registry the host's
     * @param workload what there is to do now; asked whenever a gauge is read, as is the next
     * @param lastReload what the last reload found
     */
    public AgentMeters(MeterRegistry registry, Supplier<Workload> workload, Supplier<ReloadReport> lastReload) {
        this.registry = registry;
        this.workload = workload;
        this.lastReload = lastReload;
        for (Phase phase : Phase.values()) {
            if (phase != Phase.ENDED) {
                gauges.add(Gauge.builder(
                                "outpub.publications", () -> workload.get().in(phase))
                        .description("Publications by what they are doing")
                        .tag("phase", word(phase))
                        .register(registry));
            }
        }
        gauge(
                "outpub.requests.waiting",
                "Requests that wait until their server has answered others",
                now -> now.requestsWaiting());
        gauge(
                "outpub.changes.waiting",
                "Changes of state that wait for their publication",
                now -> now.changesWaiting());
        for (ConfigProblem.Severity severity : ConfigProblem.Severity.values()) {
            gauges.add(Gauge.builder("outpub.config.problems", () -> problems(severity))
                    .description("Problems that the last reload found")
                    .tag("severity", word(severity))
                    .register(registry));
        }
        retries = Counter.builder("outpub.retries")
                .description("Requests that were sent because an earlier one had failed")
                .register(registry);
    }

    private void gauge(String name, String description, ToDoubleFunction<Workload> value) {
        gauges.add(Gauge.builder(name, () -> value.applyAsDouble(workload.get()))
                .description(description)
                .register(registry));
    }

    private long problems(ConfigProblem.Severity severity) {
        return lastReload.get().problems().stream()
                .filter(problem -> problem.severity() == severity)
                .count();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Puts the meters before a host's listener.
     *
     * @param next hears of everything too; null for none
     * @return what is to be told
     */
    public PublicationListener before(@Nullable PublicationListener next) {
        return new PublicationListener() {
            @Override
            public void changed(PublicationStatus status) {
                if (next != null) {
                    next.changed(status);
                }
            }

            @Override
            public void requestEnded(RequestReport report) {
                count(report);
                if (next != null) {
                    next.requestEnded(report);
                }
            }
        };
    }

    private void count(RequestReport report) {
        Timer.builder("outpub.requests")
                .description("PUBLISH requests by operation and how they ended")
                .tag("operation", word(report.operation()))
                .tag("result", word(report.result()))
                .register(registry)
                .record(report.took());
        if (report.again()) {
            retries.increment();
        }
    }

    /**
     * Takes what a reload did.
     *
     * @param report of the reload
     */
    public void reloaded(ReloadReport report) {
        Counter.builder("outpub.reloads")
                .description("Reloads of the configuration, by whether they changed anything")
                .tag("changed", report.changedAnything() ? "yes" : "no")
                .register(registry)
                .increment();
    }

    /** Takes the gauges away: what they look at is gone. Counters and timers stay. */
    @Override
    public void close() {
        gauges.forEach(registry::remove);
    }
}
