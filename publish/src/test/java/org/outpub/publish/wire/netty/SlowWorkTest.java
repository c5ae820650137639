package org.outpub.publish.wire.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.DefaultEventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlowWorkTest {
    private static final List<String> TOO_MUCH = List.of("no: too much else is to be done");
    private final DefaultEventLoop thread = new DefaultEventLoop();
    private final VirtualLoop loop = new VirtualLoop(thread);
    private final Queue<Runnable> handed = new ConcurrentLinkedQueue<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final SlowWork slow = new SlowWork(loop, handed::add);

    @AfterEach
    void end() {
        thread.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    private void ask(SlowWork asked, SlowWork.Work<String> work, String name) {
        loop.run(() -> asked.ask(
                work,
                name + " was not read",
                result -> told.add("got " + result),
                reason -> told.add("no: " + reason)));
        settle();
    }

    private void ask(String name) {
        ask(slow, () -> name, name);
    }

    /** A thread of the executor comes back. */
    private void oneReturns() {
        handed.remove().run();
        settle();
    }

    /** What is handed to the loop hands in more. */
    private void settle() {
        for (int i = 0; i < 3; i++) {
            loop.run(() -> {});
        }
    }

    @Test
    void oneThingIsDoneAfterTheOther() {
        ask("a");
        ask("b");
        assertEquals(1, handed.size());
        oneReturns();
        assertEquals(List.of("got a"), told);
        oneReturns();
        assertEquals(List.of("got a", "got b"), told);
        assertEquals(0, handed.size());
    }

    @Test
    void whatHangsIsRefusedInTimeAndHoldsOneThreadOnly() {
        ask("a");
        ask("b");
        loop.advance(Duration.ofSeconds(10));
        assertEquals(List.of("no: a was not read within 10 seconds", "no: b was not read within 10 seconds"), told);
        assertEquals(1, handed.size());
        for (String next : List.of("c", "d")) {
            ask(next);
            oneReturns();
        }
        oneReturns();
        assertEquals(List.of("got c", "got d"), told.subList(2, told.size()));
        assertEquals(0, handed.size());
    }

    @Test
    void whatIsThrownIsTheReasonAndTheNextIsDone() {
        ask(
                slow,
                () -> {
                    throw new IOException("no permission");
                },
                "a");
        ask("b");
        oneReturns();
        oneReturns();
        assertEquals(List.of("no: no permission", "got b"), told);
    }

    @Test
    void whateverALentExecutorThrowsIsAnAnswer() {
        Executor full = task -> {
            throw new RejectedExecutionException("full");
        };
        Executor closed = task -> {
            throw new IllegalStateException("closed");
        };
        Executor exhausted = task -> {
            throw new OutOfMemoryError("unable to create native thread");
        };
        for (Executor broken : List.of(full, closed, exhausted)) {
            told.clear();
            SlowWork asked = new SlowWork(loop, broken);
            ask(asked, () -> "a", "a");
            assertEquals(TOO_MUCH, told);
            ask(asked, () -> "b", "b");
            assertEquals(2, told.size());
        }
    }
}
