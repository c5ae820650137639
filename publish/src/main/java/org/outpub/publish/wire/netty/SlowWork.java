package org.outpub.publish.wire.netty;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.outpub.publish.wire.Loop;

/**
 * What may take long is done on an executor; its answer comes back on the loop, once, and not later than a bound: a file
 * system or a name server that hangs must not hold up the other transports. Confined to the loop.
 */
final class SlowWork {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Loop loop;
    private final Executor executor;

    SlowWork(Loop loop, Executor executor) {
        this.loop = loop;
        this.executor = executor;
    }

    Loop loop() {
        return loop;
    }

    /** What is asked for. */
    interface Work<T> {
        T get() throws IOException;
    }

    /** What is still waited for. */
    private static final class Answer<T> {
        private final Consumer<T> answered;
        private final Consumer<String> refused;
        private boolean given;

        Answer(Consumer<T> answered, Consumer<String> refused) {
            this.answered = answered;
            this.refused = refused;
        }

        void give(T result) {
            if (!given) {
                given = true;
                answered.accept(result);
            }
        }

        void refuse(String reason) {
            if (!given) {
                given = true;
                refused.accept(reason);
            }
        }
    }

    /**
     * Asks for something.
     *
     * @param late what is the matter if there is no answer, such as {@code the files were not read}
     * @param answered given the answer, on the loop
     * @param refused given the reason, on the loop; one of them is called once
     */
    <T> void ask(Work<T> work, String late, Consumer<T> answered, Consumer<String> refused) {
        Answer<T> answer = new Answer<>(answered, refused);
        run(
                () -> {
                    try {
                        T result = work.get();
                        loop.execute(() -> answer.give(result));
                    } catch (IOException | RuntimeException | LinkageError failed) {
                        loop.execute(() -> answer.refuse(String.valueOf(failed.getMessage())));
                    }
                },
                () -> loop.execute(() -> answer.refuse("too much else is to be done")));
        loop.schedule(
                loop.nanos() + LONGEST.toNanos(),
                () -> answer.refuse(late + " within " + LONGEST.toSeconds() + " seconds"));
    }

    /** Does something for which nobody waits. */
    void run(Runnable task, Runnable rejected) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException full) {
            rejected.run();
        }
    }
}
