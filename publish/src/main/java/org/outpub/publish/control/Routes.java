package org.outpub.publish.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.PublishResult;

/** What each path answers. */
final class Routes {
    private static final int WAIT_SECONDS = 5;
    private static final int UNAVAILABLE = 503;
    private final Control control;
    private final Counters counters;
    private final StateRoutes states;
    private final String page;

    Routes(Control control, Counters counters) {
        this.control = control;
        this.counters = counters;
        this.states = new StateRoutes(control.pbxState());
        try {
            this.page = Resources.toString(Resources.getResource(Routes.class, "status.html"), StandardCharsets.UTF_8);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    Reply answer(Request request) {
        List<String> path = request.path();
        return switch (path.get(0)) {
            case "" -> only("GET", request, () -> Reply.text("text/html; charset=utf-8", page));
            case "publications" -> publications(request, path.subList(1, path.size()));
            case "device-states" -> states.devices(request, path.subList(1, path.size()));
            case "mailboxes" -> states.mailboxes(request, path.subList(1, path.size()));
            case "extension-states" -> states.extensions(request, path.subList(1, path.size()));
            case "reload" -> only("POST", request, () -> Reply.json(200, Views.of(control.reload())));
            case "status" ->
                only(
                        "GET",
                        request,
                        () -> Reply.json(
                                200,
                                Views.page(
                                        await(control.statuses()),
                                        control.workload(),
                                        control.lastReload(),
                                        counters.periods())));
            case "health" -> health(request, path.subList(1, path.size()));
            case "metrics" ->
                only(
                        "GET",
                        request,
                        () -> Reply.text(
                                "text/plain; version=0.0.4; charset=utf-8",
                                Prometheus.text(control.workload(), counters, control.lastReload())));
            default -> notFound(request);
        };
    }

    /** {@code /health[/live | /ready]}: the latter two by their status too, for what looks at nothing else. */
    private Reply health(Request request, List<String> rest) {
        String what = String.join("/", rest);
        if (!Set.of("", "live", "ready").contains(what)) {
            return notFound(request);
        }
        return allowed("GET", request, () -> {
            ObjectNode health = Views.health(await(control.statuses()));
            boolean bad = what.equals("ready") && !health.get("ready").asBoolean();
            return Reply.json(bad ? UNAVAILABLE : 200, health);
        });
    }

    private interface Answer {
        Reply give();
    }

    private static Reply only(String method, Request request, Answer answer) {
        if (request.path().size() > 1) {
            return notFound(request);
        }
        return allowed(method, request, answer);
    }

    private static Reply allowed(String method, Request request, Answer answer) {
        return request.method().equals(method)
                ? answer.give()
                : Reply.error(405, request.method() + " is not for this path; expected " + method);
    }

    private static Reply notFound(Request request) {
        return Reply.error(
                404,
                "/" + String.join("/", request.path()) + ": no such path; expected /publications, /device-states,"
                        + " /mailboxes, /extension-states, /reload, /status, /health or /metrics");
    }

    /** {@code /publications[/ID[/content | /users/USER/content]]}. */
    private Reply publications(Request request, List<String> rest) {
        if (rest.isEmpty()) {
            return allowed("GET", request, () -> Reply.json(200, Views.of(await(control.statuses()))));
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
        return await(control.client(id))
                .map(client -> content(request, client, ofUser ? Optional.of(what.get(1)) : Optional.empty()))
                .orElseGet(() -> noPublication(id));
    }

    private static Reply noPublication(String id) {
        return Reply.error(404, "there is no publication '" + id + "'");
    }

    private Reply one(String id) {
        List<PublicationStatus> own = await(control.statuses()).stream()
                .filter(status -> status.id().equals(id))
                .toList();
        if (own.isEmpty() && await(control.client(id)).isEmpty()) {
            return noPublication(id);
        }
        return Reply.json(200, Views.of(own));
    }

    private static Reply content(Request request, PublishClient client, Optional<String> user) {
        try {
            PublishClient target = user.map(client::user).orElse(client);
            return switch (request.method()) {
                case "PUT" -> publish(request, target);
                case "DELETE" -> outcome(target.remove());
                default -> Reply.error(405, request.method() + " is not for this path; expected PUT or DELETE");
            };
        } catch (IllegalArgumentException | IllegalStateException refused) {
            return Reply.error(400, String.valueOf(refused.getMessage()));
        }
    }

    private static Reply publish(Request request, PublishClient client) {
        if (request.contentType().isEmpty() || request.body().length == 0) {
            return Reply.error(400, "expected a body, and its type in Content-Type");
        }
        return outcome(client.publish(PublicationBody.of(request.contentType().get(), request.body())));
    }

    /** Waits a little for the server; a publication that takes longer goes on all the same. */
    private static Reply outcome(CompletionStage<PublishResult> result) {
        try {
            return Views.outcome(result.toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException pending) {
            return Views.pending();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return Views.pending();
        }
    }

    private static <R> R await(CompletionStage<R> stage) {
        return stage.toCompletableFuture()
                .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
