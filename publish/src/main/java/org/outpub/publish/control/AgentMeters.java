package org.outpub.publish.control;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.publication.Dropped;
import org.outpub.api.publication.PublicationListener;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.RequestReport;
import org.outpub.api.publication.Workload;
import org.outpub.api.sorcery.ReloadReport;

/**
 * One agent's meters in a Micrometer registry: gauges of what there is to do, a timer of requests by operation,
 * result and server, counters of retries and reloads. Each carries the agent's name as its tag {@code agent}, so that several agents
 * measure in one registry. Safe for use by many threads.
 */
public final class AgentMeters implements AutoCloseable {
    /** The tag that tells agents apart. */
    private static final String TAG = "agent";

    private static final String UNNAMED = "outpub";
    private static final String WAITING = "outpub.requests.waiting";
    /** Held while a name is looked for and taken, in whichever registry: that is done once for each agent. */
    private static final Object NAMING = new Object();

    private final MeterRegistry registry;
    private final Tags tags;
    private final Supplier<Workload> workload;
    private final Supplier<ReloadReport> lastReload;
    private final ServerNames servers = new ServerNames();
    private final List<Meter> gauges = new ArrayList<>();
    private final Counter retries;

    /**
     * Registers the gauges.
     *
     * @param registry the host's
     * @param name the agent's; null for {@code outpub}, or {@code outpub-2} and so on if that is taken
     * @param workload what there is to do now; asked whenever a gauge is read, as is the next
     * @param lastReload what the last reload found
     * @throws IllegalStateException if another agent measures under the name
     */
    public AgentMeters(
            MeterRegistry registry,
            @Nullable String name,
            Supplier<Workload> workload,
            Supplier<ReloadReport> lastReload) {
        this.registry = registry;
        this.workload = workload;
        this.lastReload = lastReload;
        synchronized (NAMING) {
            this.tags = Tags.of(TAG, name == null ? freeName() : requireFree(name));
            addGauges();
        }
        retries = Counter.builder("outpub.retries")
                .description("Requests that were sent because an earlier one had failed")
                .tags(tags)
                .register(registry);
    }

    private boolean isTaken(String name) {
        return registry.find(WAITING).tag(TAG, name).meter() != null;
    }

    private String requireFree(String name) {
        if (isTaken(name)) {
            throw new IllegalStateException("another agent measures as '" + name + "' in this registry");
        }
        return name;
    }

    private String freeName() {
        String name = UNNAMED;
        for (int number = 2; isTaken(name); number++) {
            name = UNNAMED + "-" + number;
        }
        return name;
    }

    private void addGauges() {
        gauge(WAITING, "Requests that wait until their server has answered others", Workload::requestsWaiting);
        gauge("outpub.changes.waiting", "Changes of state that wait for their publication", Workload::changesWaiting);
        dropped("answers", Dropped::answers);
        dropped("requests", Dropped::requests);
        dropped("connections", Dropped::connections);
        dropped("names", Dropped::names);
        for (Phase phase : Phase.values()) {
            if (phase != Phase.ENDED) {
                gauges.add(Gauge.builder(
                                "outpub.publications", () -> workload.get().in(phase))
                        .description("Publications by what they are doing")
                        .tags(tags)
                        .tag("phase", word(phase))
                        .register(registry));
            }
        }
        for (ConfigProblem.Severity severity : ConfigProblem.Severity.values()) {
            gauges.add(Gauge.builder("outpub.config.problems", () -> problems(severity))
                    .description("Problems that the last reload found")
                    .tags(tags)
                    .tag("severity", word(severity))
                    .register(registry));
        }
    }

    private void gauge(String name, String description, ToDoubleFunction<Workload> value) {
        gauges.add(Gauge.builder(name, () -> value.applyAsDouble(workload.get()))
                .description(description)
                .tags(tags)
                .register(registry));
    }

    private void dropped(String what, ToDoubleFunction<Dropped> count) {
        gauges.add(FunctionCounter.builder(
                        "outpub.dropped",
                        workload,
                        now -> count.applyAsDouble(now.get().dropped()))
                .description("What strangers sent in vain: late or forged answers, no SIP, connections, odd names")
                .tags(tags)
                .tag("what", what)
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
                .description("PUBLISH requests by operation, how they ended and which server answered")
                .tags(tags)
                .tag("operation", word(report.operation()))
                .tag("result", word(report.result()))
                .tag("server", servers.of(report.server()))
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
                .tags(tags)
                .tag("changed", report.changedAnything() ? "yes" : "no")
                .register(registry)
                .increment();
    }

    /** Takes this agent's gauges away: what they look at is gone. Counters and timers stay, with all they counted. */
    @Override
    public void close() {
        gauges.forEach(registry::remove);
    }
}
