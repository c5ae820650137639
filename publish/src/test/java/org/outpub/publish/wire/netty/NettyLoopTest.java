package org.outpub.publish.wire.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.DefaultEventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NettyLoopTest {
    @Test
    void aTaskThatThrowsIsNotTheLast() throws Exception {
        try (NettyLoop loop = NettyLoop.own()) {
            List<String> done = new CopyOnWriteArrayList<>();
            loop.execute(() -> {
                throw new IllegalStateException("broken on purpose");
            });
            loop.execute(() -> {
                throw new AssertionError("broken on purpose");
            });
            loop.execute(() -> done.add("next"));
            loop.execute(() -> loop.schedule(loop.nanos() + 1, () -> done.add("later")));
            await().atMost(Duration.ofSeconds(10)).until(() -> done.size() == 2);
            assertEquals(List.of("next", "later"), done);
        }
    }

    @Test
    void itsThreadIsADaemonAndEndsWithIt() throws Exception {
        NettyLoop loop = NettyLoop.ownOnNio();
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        loop.execute(() -> thread.complete(Thread.currentThread()));
        assertTrue(thread.get(10, TimeUnit.SECONDS).isDaemon());
        loop.close();
        assertTrue(loop.eventLoop().awaitTermination(10, TimeUnit.SECONDS));
    }

    @Test
    void aLentLoopStaysTheHosts() throws Exception {
        try (NettyLoop hosts = NettyLoop.own()) {
            NettyLoop.lent(hosts.eventLoop()).close();
            assertFalse(hosts.eventLoop().isShuttingDown());
        }
    }

    @Test
    void aLoopWithoutSocketsIsRefusedWithTheReason() throws Exception {
        DefaultEventLoop none = new DefaultEventLoop();
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> Sockets.of(none));
        assertTrue(refused.getMessage().contains("neither epoll nor NIO sockets"), refused.getMessage());
        assertTrue(none.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS));
    }
}
