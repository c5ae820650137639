package org.outpub.publish.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.outpub.publish.wire.netty.NettyLoop;

/** The inbox on a real loop. */
class InboxTest {
    private static final int FLOOD = 50_000;

    @Test
    void aFloodOfTasksLeavesTimersAndSocketsTheirTurn() throws Exception {
        try (NettyLoop loop = NettyLoop.own()) {
            Inbox inbox = new Inbox(loop, Throwable::printStackTrace);
            CountDownLatch flooded = new CountDownLatch(1);
            AtomicInteger done = new AtomicInteger();
            CompletableFuture<Integer> fired = new CompletableFuture<>();
            inbox.post(() -> {
                await(flooded);
                loop.schedule(loop.nanos(), () -> fired.complete(done.get()));
            });
            for (int i = 0; i < FLOOD; i++) {
                inbox.post(done::incrementAndGet);
            }
            flooded.countDown();
            int before = fired.get(20, TimeUnit.SECONDS);
            assertTrue(before < 1000, () -> before + " tasks went before a timer that was due");
        }
    }

    @Test
    void whatWasHandedInBeforeTheLoopIsEndedIsDone() throws Exception {
        CountDownLatch flooded = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(FLOOD);
        try (NettyLoop loop = NettyLoop.own()) {
            Inbox inbox = new Inbox(loop, Throwable::printStackTrace);
            inbox.post(() -> await(flooded));
            for (int i = 0; i < FLOOD; i++) {
                inbox.post(done::countDown);
            }
        }
        flooded.countDown();
        assertTrue(done.await(20, TimeUnit.SECONDS), () -> done.getCount() + " were not");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
