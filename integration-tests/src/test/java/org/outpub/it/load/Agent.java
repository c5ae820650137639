package org.outpub.it.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.PublishResult;
import org.outpub.publish.Outpub;

/**
 * Outpub in this process, as a host embeds it: so many users with a publication each. So many producers hand in the next
 * state once their last is confirmed. Used by one thread at a time.
 */
final class Agent implements Publishing {
    private static final int DEADLINE_MINUTES = 3;
    private static final Duration UNLOAD = Duration.ofSeconds(10);
    private final Outpub outpub = Outpub.builder().inMemory().build();
    private final List<PublicationBody> bodies = SampleState.bodies();
    private final PublishClient[] clients;
    private final List<Producer> producers = new ArrayList<>();

    Agent(int publications, int outstanding, Wiring wiring, Acceptor.Ports server) throws Exception {
        outpub.load();
        put("auth", "credentials", Map.of("username", DigestGate.USER, "password", DigestGate.PASSWORD));
        put("transport", "socket", wiring.transport());
        put("outbound-publish", "desks", wiring.publication(server));
        PublishClient desks = outpub.client("desks").get().orElseThrow();
        clients = new PublishClient[publications];
        for (int i = 0; i < publications; i++) {
            clients[i] = desks.user("desk-" + i);
        }
        int many = Math.min(outstanding, publications);
        for (int i = 0; i < many; i++) {
            producers.add(new Producer(publications * i / many, publications * (i + 1) / many));
        }
        // A transport opens a moment after it is configured, and what fails until then is tried again.
        clients[0].publish(bodies.get(0)).toCompletableFuture().get(DEADLINE_MINUTES, TimeUnit.MINUTES);
    }

    private void put(String type, String id, Map<String, String> options) {
        List<ConfigProblem> problems = outpub.put(type, id, options);
        if (problems.stream().anyMatch(problem -> problem.severity() == ConfigProblem.Severity.ERROR)) {
            throw new IllegalStateException(problems.toString());
        }
    }

    PublishClient client(int number) {
        return clients[number % clients.length];
    }

    int publications() {
        return clients.length;
    }

    @Override
    public void publish(int count) throws Exception {
        List<CompletableFuture<Void>> ends =
                producers.stream().map(producer -> producer.publish(count)).toList();
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).get(DEADLINE_MINUTES, TimeUnit.MINUTES);
    }

    /** Removes what it can within a bound; very many publications take longer, and the server forgets them anyway. */
    @Override
    public void close() {
        outpub.unload(UNLOAD);
    }

    /** Changes its own publications, one after the other. Confined to one call at a time. */
    private final class Producer {
        private final int first;
        private final int end;
        private int turn;
        private int left;
        private CompletableFuture<Void> over = new CompletableFuture<>();

        Producer(int first, int end) {
            this.first = first;
            this.end = end;
        }

        /** Does its share of what all do. */
        CompletableFuture<Void> publish(long ofAll) {
            left = (int) (ofAll * end / clients.length - ofAll * first / clients.length);
            over = new CompletableFuture<>();
            next();
            return over;
        }

        private void next() {
            if (left-- == 0) {
                over.complete(null);
                return;
            }
            int own = end - first;
            PublicationBody state = bodies.get(turn / own % bodies.size());
            clients[first + turn++ % own].publish(state).whenComplete(this::ended);
        }

        private void ended(PublishResult result, Throwable failure) {
            if (result instanceof PublishResult.Confirmed) {
                next();
            } else {
                over.completeExceptionally(new IllegalStateException("not confirmed but " + result, failure));
            }
        }
    }
}
