package org.outpub.publish.control;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Suppliers;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.outpub.api.config.Excerpt;
import org.outpub.api.publication.PublicationStatus;

/**
 * What each path answers. An answer that waits, for the agent or for a server, holds no thread; it is written on the
 * executor, never on the thread that the agent answers on.
 */
final class Routes {
    private static final int UNAVAILABLE = 503;
    private final Control control;
    private final Counters counters;
    private final PublicationRoutes publications;
    private final StateRoutes states;
    /** Made when metrics are asked for, and not looked at before: its library may be absent. */
    private final Supplier<Prometheus> prometheus = Suppliers.memoize(() -> new Prometheus());

    private final SharedReload reload;
    private final SharedReload reloadAcceptingEmpty;
    private final Executor reloads;
    private final Patience patience;
    private final Executor executor;
    private final String page;

    /**
     * How long is waited before something else is answered; what was asked for goes on all the same.
     *
     * @param agent for how publications fare, and for a server to take a document
     * @param reload for a reload; less than the 30 s that {@code outpub reload} waits
     */
    record Patience(Duration agent, Duration reload) {
        static final Patience STANDARD = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(25));
    }

    Routes(Control control, Counters counters, Patience patience, Executor executor, Executor reloads) {
        this.control = control;
        this.counters = counters;
        this.publications = new PublicationRoutes(control, patience.agent(), executor);
        this.states = new StateRoutes(control.pbxState());
        this.reload = new SharedReload(control::reload, reloads);
        this.reloadAcceptingEmpty = new SharedReload(control::reloadAcceptingEmpty, reloads);
        this.reloads = reloads;
        this.patience = patience;
        this.executor = executor;
        try {
            this.page = Resources.toString(Resources.getResource(Routes.class, "status.html"), StandardCharsets.UTF_8);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /**
     * Answers. Does not wait.
     *
     * @return completed within the patience; exceptionally if something failed inside
     */
    CompletionStage<Reply> answer(Request request) {
        List<String> path = request.path();
        List<String> rest = path.subList(1, path.size());
        return switch (path.get(0)) {
            case "" -> only("GET", request, () -> completedFuture(Reply.text("text/html; charset=utf-8", page)));
            case "publications" -> publications.answer(request, rest).orElseGet(() -> notFound(request));
            case "retry" -> only("POST", request, publications::retryAll);
            case "device-states" -> completedFuture(states.devices(request, rest));
            case "mailboxes" -> completedFuture(states.mailboxes(request, rest));
            case "extension-states" -> completedFuture(states.extensions(request, rest));
            case "trace", "trace.pcap" -> only("GET", request, () -> publications.traceAll(path.get(0)));
            case "log-level" -> completedFuture(logLevel(request, rest));
            case "plan" -> only("GET", request, () -> aside(() -> PlanView.of(control.plan())));
            case "configuration" -> only("GET", request, () -> aside(() -> PlanView.of(control.configuration())));
            case "reload" -> reload(request, rest);
            case "status" -> only("GET", request, this::status);
            case "peers" -> only("GET", request, () -> completedFuture(Reply.json(200, PeersView.of(control.peers()))));
            case "health" -> health(request, rest);
            case "metrics" -> only("GET", request, () -> completedFuture(metrics()));
            default -> notFound(request);
        };
    }

    private interface Answer {
        CompletionStage<Reply> give();
    }

    private static CompletionStage<Reply> only(String method, Request request, Answer answer) {
        return request.path().size() > 1 ? notFound(request) : allowed(method, request, answer);
    }

    private static CompletionStage<Reply> allowed(String method, Request request, Answer answer) {
        return request.method().equals(method)
                ? answer.give()
                : completedFuture(Reply.notAllowed(request.method(), method));
    }

    private static CompletionStage<Reply> notFound(Request request) {
        return completedFuture(Reply.error(
                404,
                Excerpt.quoted("/" + String.join("/", request.path()))
                        + ": no such path; expected /publications, /device-states, /mailboxes, /extension-states,"
                        + " /peers, /retry, /trace, /reload, /plan, /configuration, /log-level, /status, /health or"
                        + " /metrics"));
    }

    /** {@code /reload[/accept-empty]}. */
    private CompletionStage<Reply> reload(Request request, List<String> rest) {
        if (!rest.isEmpty() && !rest.equals(List.of("accept-empty"))) {
            return notFound(request);
        }
        SharedReload which = rest.isEmpty() ? reload : reloadAcceptingEmpty;
        return allowed("POST", request, () -> reloaded(which));
    }

    private CompletionStage<Reply> reloaded(SharedReload which) {
        return which.ask()
                .thenApplyAsync(report -> Reply.json(200, Views.of(report)), executor)
                .completeOnTimeout(
                        Reply.error(
                                UNAVAILABLE, "the reload has not ended yet; it goes on, and the log says what it does"),
                        patience.reload().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** Reads files, which takes its time: not where others are answered. */
    private CompletionStage<Reply> aside(Supplier<JsonNode> answer) {
        return CompletableFuture.supplyAsync(answer, reloads)
                .thenApplyAsync(plan -> Reply.json(200, plan), executor)
                .completeOnTimeout(
                        Reply.error(UNAVAILABLE, "reading the configuration takes too long; try again"),
                        patience.reload().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** {@code /log-level[/LOGGER]}. */
    private Reply logLevel(Request request, List<String> rest) {
        String logger = String.join("/", rest);
        if (request.method().equals("PUT")) {
            String word = new String(request.body(), StandardCharsets.UTF_8).strip();
            Optional<LogLevel> level = LogLevel.named(word);
            if (level.isEmpty()) {
                return Reply.error(
                        400, Excerpt.quoted(word) + " is not a level; expected " + String.join(", ", LogLevel.words()));
            }
            try {
                control.logLevel(logger, level.get());
            } catch (IllegalArgumentException tooMany) {
                return Reply.error(400, String.valueOf(tooMany.getMessage()));
            }
        } else if (!request.method().equals("GET")) {
            return Reply.notAllowed(request.method(), "GET", "PUT");
        }
        return Reply.json(
                200,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("logger", logger.isEmpty() ? "org.outpub" : logger)
                        .put("level", control.logLevel(logger).toString())
                        .put("used", control.isLogger(logger)));
    }

    private CompletionStage<Reply> status() {
        return withStatuses(all -> {
            ObjectNode shown =
                    Views.page(control.about(), all, control.workload(), control.lastReload(), counters.periods());
            PeersView.addTo(shown, control.peers());
            return Reply.json(
                    200, control.nodes().isEmpty() ? shown : shown.set("nodes", Views.nodes(control.nodes())));
        });
    }

    private Reply metrics() {
        try {
            return new Reply(
                    200,
                    Prometheus.CONTENT_TYPE,
                    prometheus
                            .get()
                            .text(control.about(), control.workload(), counters, control.lastReload(), control.peers()),
                    Map.of());
        } catch (NoClassDefFoundError absent) {
            return Reply.error(
                    501,
                    "metrics need io.prometheus:prometheus-metrics-instrumentation-jvm and"
                            + " prometheus-metrics-exposition-textformats, which are not on the class path");
        }
    }

    /** {@code /health[/live | /ready]}: the latter two by their status too, for what looks at nothing else. */
    private CompletionStage<Reply> health(Request request, List<String> rest) {
        String what = String.join("/", rest);
        if (!Set.of("", "live", "ready").contains(what)) {
            return notFound(request);
        }
        return allowed(
                "GET",
                request,
                () -> withStatuses(all -> {
                    ObjectNode health = Views.health(all);
                    boolean bad = what.equals("ready") && !health.get("ready").asBoolean();
                    return Reply.json(bad ? UNAVAILABLE : 200, health);
                }));
    }

    private interface StatusesAnswer {
        Reply of(List<PublicationStatus> all);
    }

    private CompletionStage<Reply> withStatuses(StatusesAnswer answer) {
        return publications.statuses().thenApplyAsync(answer::of, executor);
    }
}
