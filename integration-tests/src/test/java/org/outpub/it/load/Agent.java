package org.outpub.it.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
    private final int outstanding;
    /** How many states were handed in; the rest by the number of publications tells whose turn it is. */
    private int handedIn;

    Agent(int publications, int outstanding, Wiring wiring, Acceptor.Ports server) throws Exception {
        this.outstanding = Math.min(outstanding, publications);
        outpub.load();
        put("auth", "credentials", Map.of("username", DigestGate.USER, "password", DigestGate.PASSWORD));
        put("transport", "socket", wiring.transport());
        put("outbound-publish", "desks", wiring.publication(server));
        PublishClient desks = outpub.client("desks").get().orElseThrow();
        clients = new PublishClient[publications];
        for (int i = 0; i < publications; i++) {
            clients[i] = desks.user("desk-" + i);
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
        Turns turns = new Turns(handedIn, handedIn + count);
        handedIn += count;
        for (int i = 0; i < Math.min(outstanding, count); i++) {
            turns.next();
        }
        turns.over.get(DEADLINE_MINUTES, TimeUnit.MINUTES);
    }

    /** Removes what it can within a bound; very many publications take longer, and the server forgets them anyway. */
    @Override
    public void close() {
        outpub.unload(UNLOAD);
    }

    /** The states of one call, dealt out to whoever is free. Safe for use by many threads. */
    private final class Turns {
        private final int end;
        private final AtomicInteger next;
        private final AtomicInteger left;
        private final CompletableFuture<Void> over = new CompletableFuture<>();

        Turns(int first, int end) {
            this.end = end;
            this.next = new AtomicInteger(first);
            this.left = new AtomicInteger(end - first);
        }

        private void next() {
            int turn = next.getAndIncrement();
            if (turn - end < 0) {
                client(turn)
                        .publish(bodies.get(turn / clients.length % bodies.size()))
                        .whenComplete(this::ended);
            }
        }

        private void ended(PublishResult result, Throwable failure) {
            if (!(result instanceof PublishResult.Confirmed)) {
                over.completeExceptionally(new IllegalStateException("not confirmed but " + result, failure));
                return;
            }
            next();
            if (left.decrementAndGet() == 0) {
                over.complete(null);
            }
        }
    }
}
