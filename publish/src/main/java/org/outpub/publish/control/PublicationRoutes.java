package org.outpub.publish.control;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.outpub.api.config.Excerpt;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationDetails;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.PublishResult;
import org.outpub.api.publication.TracedMessage;
import org.outpub.api.sorcery.type.NearestName;

/** What {@code /publications} answers: how they fare, their documents, and that they be tried again. */
final class PublicationRoutes {
    private static final Comparator<PublicationStatus> BY_NAME = Comparator.comparing(PublicationStatus::id)
            .thenComparing(status -> status.user().orElse(""));
    private static final Set<String> FORMS = Set.of("application/x-www-form-urlencoded", "multipart/form-data");
    private static final Set<String> ENDS = Set.of("", "content", "retry", "trace", "trace.pcap");
    private final Control control;
    private final Duration patience;
    private final Executor executor;
    private final Clock clock = Clock.systemUTC();

    PublicationRoutes(Control control, Duration patience, Executor executor) {
        this.control = control;
        this.patience = patience;
        this.executor = executor;
    }

    /**
     * What is asked for.
     *
     * @param id as it was written, which may be that of an object or, with a slash, of an object's user
     * @param user if it was written apart
     * @param end what of it
     */
    private record Asked(String id, Optional<String> user, String end) {
        static Optional<Asked> of(List<String> path) {
            boolean ofUser = path.size() > 2 && path.get(1).equals("users");
            List<String> rest = path.subList(ofUser ? 3 : 1, path.size());
            String end = rest.isEmpty() ? "" : rest.get(0);
            return rest.size() > 1 || !ENDS.contains(end)
                    ? Optional.empty()
                    : Optional.of(new Asked(path.get(0), ofUser ? Optional.of(path.get(2)) : Optional.empty(), end));
        }

        String name() {
            return user.map(name -> id + "/" + name).orElse(id);
        }

        /** The same as a user of an object, if the id can be that. */
        Optional<Asked> apart() {
            int slash = id.indexOf('/');
            return user.isPresent() || slash <= 0
                    ? Optional.empty()
                    : Optional.of(new Asked(id.substring(0, slash), Optional.of(id.substring(slash + 1)), end));
        }
    }

    /** {@code [/ID[/users/USER][/content | /retry]]}; empty if there is no such path. */
    Optional<CompletionStage<Reply>> answer(Request request, List<String> rest) {
        if (rest.isEmpty()) {
            return Optional.of(allowed("GET", request, this::all));
        }
        return Asked.of(rest).map(asked -> switch (asked.end) {
            case "content" -> content(request, asked);
            case "trace", "trace.pcap" -> allowed("GET", request, () -> trace(asked));
            case "retry" -> allowed("POST", request, () -> retry(asked));
            default -> allowed("GET", request, () -> details(asked, found -> Reply.json(200, view(found))));
        });
    }

    private static CompletionStage<Reply> allowed(
            String method, Request request, Supplier<CompletionStage<Reply>> answer) {
        return request.method().equals(method)
                ? answer.get()
                : completedFuture(Reply.notAllowed(request.method(), method));
    }

    private CompletionStage<Reply> all() {
        return statuses().thenApplyAsync(all -> Reply.json(200, Views.of(all)), executor);
    }

    /** Of all publications, by name. */
    CompletableFuture<List<PublicationStatus>> statuses() {
        return patiently(control.statuses())
                .thenApplyAsync(all -> all.stream().sorted(BY_NAME).toList(), executor);
    }

    private JsonNode view(List<PublicationDetails> found) {
        String id = found.get(0).status().id();
        return DetailsView.of(found, control.places(id), clock.instant());
    }

    private interface Found {
        Reply answer(List<PublicationDetails> found);
    }

    /** Looks for an object of the whole name first, and for an object's user only if there is none. */
    private CompletionStage<Reply> details(Asked asked, Found answer) {
        return patiently(control.details(asked.id, asked.user))
                .thenComposeAsync(
                        found -> {
                            if (!found.isEmpty()) {
                                return completedFuture(answer.answer(found));
                            }
                            return asked.apart()
                                    .map(apart -> details(apart, answer))
                                    .orElseGet(() -> noPublication(asked.name()));
                        },
                        executor);
    }

    /** With what configuration says against it, else with the nearest name. */
    private CompletionStage<Reply> noPublication(String name) {
        String refused = control.lastReload().problems().stream()
                .filter(problem -> problem.message().startsWith("outbound-publish '" + name + "': "))
                .map(problem -> "; configuration has one that cannot be used: " + problem)
                .findFirst()
                .orElse("");
        Optional<ClusterContent> cluster = ClusterContent.of(control, patience, executor);
        Optional<String> elsewhere = Stream.of(name, name.split("/", 2)[0])
                .filter(id -> cluster.isPresent() && cluster.get().isElsewhere(id))
                .findFirst();
        if (elsewhere.isPresent()) {
            return completedFuture(
                    Reply.error(404, cluster.get().owner(elsewhere.get()) + ", and not this one; ask it"));
        }
        if (!refused.isEmpty()) {
            return completedFuture(Reply.error(404, "there is no publication " + Excerpt.quoted(name) + refused));
        }
        return statuses()
                .thenApplyAsync(
                        all -> {
                            String hint = NearestName.hint(
                                    name,
                                    all.stream()
                                            .flatMap(one -> Stream.of(one.id(), one.name()))
                                            .distinct()
                                            .toList());
                            return Reply.error(
                                    404,
                                    "there is no publication " + Excerpt.quoted(name)
                                            + (hint.isEmpty() ? "" : "; " + hint));
                        },
                        executor);
    }

    /** The messages of those that are there. */
    private CompletionStage<Reply> trace(Asked asked) {
        return patiently(control.details(asked.id, asked.user))
                .thenComposeAsync(
                        found -> {
                            if (!found.isEmpty()) {
                                return trace(asked.end, control.trace(asked.id, asked.user));
                            }
                            return asked.apart().map(this::trace).orElseGet(() -> noPublication(asked.name()));
                        },
                        executor);
    }

    /** The messages of all. */
    CompletionStage<Reply> traceAll(String end) {
        return trace(end, control.trace());
    }

    private CompletionStage<Reply> trace(String end, CompletionStage<List<TracedMessage>> messages) {
        return patiently(messages)
                .thenApplyAsync(
                        heard -> end.equals("trace")
                                ? Reply.json(200, TraceView.json(heard))
                                : new Reply(200, "application/vnd.tcpdump.pcap", TraceView.pcap(heard), Map.of()),
                        executor);
    }

    private CompletionStage<Reply> retry(Asked asked) {
        return details(asked, found -> {
            String id = found.get(0).status().id();
            boolean single = asked.user.isPresent() || !id.equals(asked.id);
            Optional<String> user = single ? found.get(0).status().user() : Optional.empty();
            var unused = control.push(id, user);
            return retried(found.size());
        });
    }

    /** Those that wait after a failure. */
    CompletionStage<Reply> retryAll() {
        return patiently(control.pushAll()).thenApplyAsync(PublicationRoutes::retried, executor);
    }

    private static Reply retried(int publications) {
        return Reply.json(202, JsonNodeFactory.instance.objectNode().put("retried", publications));
    }

    private CompletionStage<Reply> content(Request request, Asked asked) {
        Optional<ClusterContent> cluster = ClusterContent.of(control, patience, executor);
        Asked meant = cluster.map(all -> meant(asked, all)).orElse(asked);
        return switch (request.method()) {
            case "GET" ->
                cluster.filter(all -> all.isElsewhere(meant.id))
                        .map(all -> all.get(meant.id, meant.user))
                        .orElseGet(() -> details(
                                asked, found -> found.size() == 1 ? document(asked, found.get(0)) : several(asked)));
            case "PUT", "DELETE" ->
                cluster.filter(all -> all.knows(meant.id))
                        .map(all -> all.change(request, meant.id, meant.user))
                        .orElseGet(() -> changeHere(request, asked));
            default -> completedFuture(Reply.notAllowed(request.method(), "GET", "PUT", "DELETE"));
        };
    }

    /** A section's user, if there is no section of the whole name. */
    private static Asked meant(Asked asked, ClusterContent cluster) {
        return cluster.knows(asked.id)
                ? asked
                : asked.apart().filter(apart -> cluster.knows(apart.id)).orElse(asked);
    }

    private CompletionStage<Reply> changeHere(Request request, Asked asked) {
        return patiently(control.client(asked.id))
                .thenComposeAsync(
                        client -> client.map(there -> change(request, there, asked.user))
                                .orElseGet(() -> noPublication(asked.name())),
                        executor);
    }

    private static Reply several(Asked asked) {
        return Reply.error(
                404, Excerpt.quoted(asked.id) + " has several users; expected /publications/ID/users/USER/content");
    }

    /** A browser that is led to it runs nothing of it. */
    static Reply shown(PublicationBody body) {
        return new Reply(
                200,
                body.contentType(),
                body.bytes(),
                Map.of("Content-Security-Policy", "sandbox; default-src 'none'"));
    }

    /** As it should be at the server. */
    private static Reply document(Asked asked, PublicationDetails details) {
        return details.wanted()
                .map(PublicationRoutes::shown)
                .orElseGet(() -> Reply.error(404, "nothing is published for " + Excerpt.quoted(asked.name())));
    }

    private CompletionStage<Reply> change(Request request, PublishClient client, Optional<String> user) {
        Supplier<CompletionStage<PublishResult>> change;
        try {
            PublishClient target = user.map(client::user).orElse(client);
            if (request.method().equals("PUT")) {
                PublicationBody body = document(request);
                change = () -> target.publish(body);
            } else {
                change = target::remove;
            }
        } catch (IllegalArgumentException | IllegalStateException refused) {
            return completedFuture(Reply.error(400, String.valueOf(refused.getMessage())));
        }
        return change.get()
                .toCompletableFuture()
                .thenApplyAsync(Views::outcome, executor)
                .completeOnTimeout(Views.pending(), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What no client says on its own account is the document's type: curl's is that of a form. */
    static PublicationBody document(Request request) {
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

    /** A stage of our own: the agent's is not to be completed by us. */
    private <R> CompletableFuture<R> patiently(CompletionStage<R> agents) {
        return agents.toCompletableFuture().copy().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
