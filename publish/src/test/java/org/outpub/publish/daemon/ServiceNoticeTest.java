package org.outpub.publish.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a service manager hears at its socket. */
@Timeout(20)
class ServiceNoticeTest {
    @TempDir
    Path folder;

    private Socket manager;
    private String name;

    @BeforeEach
    void listen() throws Exception {
        Assumptions.assumeTrue(Epoll.isAvailable(), "no native sockets here");
        name = folder.resolve("notify").toString();
        manager = Socket.newSocketDomainDgram();
        manager.bind(new DomainSocketAddress(name));
    }

    @AfterEach
    void close() throws Exception {
        if (manager != null) {
            manager.close();
        }
    }

    private String heard() throws Exception {
        ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
        int length = manager.read(buffer, 0, buffer.capacity());
        while (length <= 0) {
            // the socket does not block, and there is nothing to wait by
            Thread.onSpinWait();
            length = manager.read(buffer, 0, buffer.capacity());
        }
        byte[] bytes = new byte[length];
        buffer.get(0, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void itIsToldOfReadinessReloadsAndTheEnd() throws Exception {
        try (ServiceNotice notice = ServiceNotice.of(Map.of("NOTIFY_SOCKET", name))) {
            notice.ready("3 created\nof 3");
            assertEquals("READY=1\nSTATUS=3 created of 3", heard());
            notice.reloading();
            assertTrue(heard().matches("RELOADING=1\nMONOTONIC_USEC=[0-9]+"));
            notice.ready("nothing changed");
            assertEquals("READY=1\nSTATUS=nothing changed", heard());
            notice.stopping();
            assertTrue(heard().startsWith("STOPPING=1\n"));
        }
    }

    @Test
    void aWatchdogHearsAsLongAsTheAgentAnswers() throws Exception {
        CountDownLatch asked = new CountDownLatch(3);
        CompletableFuture<Void> answer = new CompletableFuture<>();
        try (ServiceNotice notice = ServiceNotice.of(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "20000"))) {
            notice.whileAnswered(() -> {
                asked.countDown();
                return answer;
            });
            asked.await();
            notice.ready("first");
            assertEquals("READY=1\nSTATUS=first", heard(), "nothing about life before there was an answer");
            answer.complete(null);
            assertEquals("WATCHDOG=1", heard());
            assertEquals("WATCHDOG=1", heard());
        }
    }

    @Test
    void whereThereIsNobodyToTellNothingIsSentAndNothingBreaks() {
        for (Map<String, String> environment : java.util.List.<Map<String, String>>of(
                Map.of(),
                Map.of("NOTIFY_SOCKET", folder.resolve("none").toString()),
                Map.of("NOTIFY_SOCKET", "vsock:2:1"),
                Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "soon"),
                Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "1000", "WATCHDOG_PID", "1"))) {
            try (ServiceNotice notice = ServiceNotice.of(environment)) {
                notice.ready("");
                notice.ready("twice");
                notice.whileAnswered(() -> CompletableFuture.failedStage(new IllegalStateException("ended")));
            }
        }
    }
}
