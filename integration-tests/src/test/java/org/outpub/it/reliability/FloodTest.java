package org.outpub.it.reliability;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.outpub.api.publication.EventPublisherHandler;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.PublishResult;
import org.outpub.publish.Outpub;

/** More documents than a server takes; see docs/reliability.md for how long it can be made to last. */
class FloodTest {
    private static final int PUBLICATIONS = 20;
    private static final int A_SECOND = 1_000;

    private final Map<String, PublishClient> clients = new ConcurrentHashMap<>();
    private final Map<String, String> wished = new LinkedHashMap<>();
    private final AtomicInteger superseded = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private int documents;

    private void publishOne(int port) {
        String name = "p" + documents % PUBLICATIONS;
        String text = name + " v" + documents++;
        wished.put("sip:" + name + "@127.0.0.1:" + port + " presence", text);
        unanswered.incrementAndGet();
        var unused = clients.get(name)
                .publish(PublicationBody.of("text/plain", text))
                .thenAccept(result -> {
                    unanswered.decrementAndGet();
                    if (result instanceof PublishResult.Superseded) {
                        superseded.incrementAndGet();
                    }
                });
    }

    private static long usedAfterCollection() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void aThousandDocumentsASecondTowardsASilentServerWaitForItAsTheNewestOfEach() throws Exception {
        int seconds = Integer.getInteger("flood.seconds", 2);
        try (CopyServer server = new CopyServer();
                Outpub outpub = Outpub.builder().inMemory().build()) {
            outpub.load();
            outpub.register(EventPublisherHandler.of("presence", client -> {
                clients.put(client.id(), client);
                return () -> {};
            }));
            for (int i = 0; i < PUBLICATIONS; i++) {
                outpub.put(
                        "outbound-publish",
                        "p" + i,
                        Map.of("server_uri", "sip:p" + i + "@127.0.0.1:" + server.port(), "event", "presence"));
            }
            await("all publish").until(() -> clients.size() == PUBLICATIONS);
            for (int i = 0; i < PUBLICATIONS; i++) {
                publishOne(server.port());
            }
            await("all are published").until(() -> server.held().equals(wished));
            for (int round = 0; round < 2; round++) {
                server.silence(true);
                long before = usedAfterCollection();
                long begun = System.nanoTime();
                for (int i = 0; i < seconds * A_SECOND; i++) {
                    publishOne(server.port());
                    LockSupport.parkNanos(begun + TimeUnit.SECONDS.toNanos(i) / A_SECOND - System.nanoTime());
                }
                await("what is not the newest has ended").until(() -> unanswered.get() <= 2 * PUBLICATIONS);
                long grown = usedAfterCollection() - before;
                assertTrue(grown < 8 << 20, () -> "it keeps " + grown + " bytes");
                long requests = server.requests();
                server.silence(false);
                await("the newest are there")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> server.held().equals(wished));
                assertEquals(0, server.conditionsFailed());
                long needed = server.requests() - requests;
                assertTrue(needed <= 3 * PUBLICATIONS, () -> needed + " requests for " + PUBLICATIONS);
            }
            await("every call has its answer").until(() -> unanswered.get() == 0);
            assertTrue(superseded.get() >= documents - 10 * PUBLICATIONS, () -> superseded + " of " + documents);
            for (int i = 0; i < 2 * PUBLICATIONS; i++) {
                publishOne(server.port());
            }
            await("the next documents are there").until(() -> server.held().equals(wished));
        }
    }
}
