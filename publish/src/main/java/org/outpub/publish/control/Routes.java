package org.outpub.publish.control;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.outpub.api.config.Excerpt;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.PublishResult;

/**
 * What each path answers. An answer that waits, for the agent or for a server, holds no thread; it is written on the
 * executor, never on the thread that the agent answers on.
 */
final class Routes {
    private static final Set<String> FORMS = Set.of("application/x-www-form-urlencoded", "multipart/form-data");
    private static final int UNAVAILABLE = 503;
    private final Control control;
    private final Counters counters;
    private final StateRoutes states;
    private final SharedReload reload;
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
        this.states = new StateRoutes(control.pbxState());
        this.reload = new SharedReload(control::reload, reloads);
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
            case "publications" -> publications(request, rest);
            case "device-states" -> completedFuture(states.devices(request, rest));
            case "mailboxes" -> completedFuture(states.mailboxes(request, rest));
            case "extension-states" -> completedFuture(states.extensions(request, rest));
            case "reload" -> only("POST", request, this::reload);
            case "status" -> only("GET", request, this::status);
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
                        + " /reload, /status, /health or /metrics"));
    }

    private CompletionStage<Reply> reload() {
        return reload.ask()
                .thenApplyAsync(report -> Reply.json(200, Views.of(report)), executor)
                .completeOnTimeout(
                        Reply.error(
                                UNAVAILABLE, "the reload has not ended yet; it goes on, and the log says what it does"),
                        patience.reload().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private CompletionStage<Reply> status() {
        return withStatuses(
                all -> Reply.json(200, Views.page(all, control.workload(), control.lastReload(), counters.periods())));
    }

    private Reply metrics() {
        return Reply.text(
                "text/plain; version=0.0.4; charset=utf-8",
                Prometheus.text(control.workload(), counters, control.lastReload()));
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

    /** {@code /publications[/ID[/content | /users/USER/content]]}. */
    private CompletionStage<Reply> publications(Request request, List<String> rest) {
        if (rest.isEmpty()) {
            return allowed("GET", request, () -> withStatuses(all -> Reply.json(200, Views.of(all))));
        }
        String id = rest.get(0);
        List<String> what = rest.subList(1, rest.size());
        if (what.isEmpty()) {
            return allowed("GET", request, () -> one(id));
        }
        boolean ofUser =
                what.size() == 3 && what.get(0).equals("users") && what.get(2).equals("content");
        if (!ofUser && !what.equals(List.of("content"))) {
            return notFound(request);
        }
        Optional<String> user = ofUser ? Optional.of(what.get(1)) : Optional.empty();
        return client(
                id,
                client -> client.map(there -> content(request, there, user))
                        .orElseGet(() -> completedFuture(noPublication(id))));
    }

    private static Reply noPublication(String id) {
        return Reply.error(404, "there is no publication " + Excerpt.quoted(id));
    }

    private CompletionStage<Reply> one(String id) {
        return client(
                id,
                client -> withStatuses(all -> {
                    List<PublicationStatus> own = all.stream()
                            .filter(status -> status.id().equals(id))
                            .toList();
                    return own.isEmpty() && client.isEmpty() ? noPublication(id) : Reply.json(200, Views.of(own));
                }));
    }

    private CompletionStage<Reply> content(Request request, PublishClient client, Optional<String> user) {
        Supplier<CompletionStage<PublishResult>> change;
        try {
            PublishClient target = user.map(client::user).orElse(client);
            switch (request.method()) {
                case "PUT" -> {
                    PublicationBody body = document(request);
                    change = () -> target.publish(body);
                }
                case "DELETE" -> change = target::remove;
                default -> {
                    return completedFuture(Reply.notAllowed(request.method(), "PUT", "DELETE"));
                }
            }
        } catch (IllegalArgumentException | IllegalStateException refused) {
            return completedFuture(Reply.error(400, String.valueOf(refused.getMessage())));
        }
        return change.get()
                .toCompletableFuture()
                .thenApplyAsync(Views::outcome, executor)
                .completeOnTimeout(Views.pending(), patience.agent().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What no client says on its own account is the document's type: curl's is that of a form. */
    private static PublicationBody document(Request request) {
        String type = request.contentType().orElse("");
        if (FORMS.contains(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(Excerpt.quoted(type) + " is a form's type, not a document's; send the"
                    + " document's, such as Content-Type: application/pidf+xml (curl: -H 'Content-Type: …')");
        }
        if (type.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected the document's type, such as Content-Type: application/pidf+xml, and the document");
        }
        if (request.body().length == 0) {
            throw new IllegalArgumentException("expected a document of " + Excerpt.quoted(type)
                    + " in the body; DELETE removes what is published");
        }
        return PublicationBody.of(type, request.body());
    }

    private interface StatusesAnswer {
        Reply of(List<PublicationStatus> all);
    }

    private CompletionStage<Reply> withStatuses(StatusesAnswer answer) {
        return patiently(control.statuses()).thenApplyAsync(answer::of, executor);
    }

    private interface ClientAnswer {
        CompletionStage<Reply> of(Optional<PublishClient> client);
    }

    private CompletionStage<Reply> client(String id, ClientAnswer answer) {
        return patiently(control.client(id)).thenComposeAsync(answer::of, executor);
    }

    /** A stage of our own: the agent's is not to be completed by us. */
    private <R> CompletableFuture<R> patiently(CompletionStage<R> agents) {
        return agents.toCompletableFuture().copy().orTimeout(patience.agent().toMillis(), TimeUnit.MILLISECONDS);
    }
}
