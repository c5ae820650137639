package org.outpub.publish.wire.netty;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.outpub.publish.wire.Loop;

/**
 * What may take long is done on an executor, one thing after the other: a file system or a name server that hangs holds one
 * of its threads, and not all. Answers come back on the loop, each once, and not later than a bound. Confined to the loop.
 */
final class SlowWork {
    private static final System.Logger LOG = System.getLogger(SlowWork.class.getName());
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Loop loop;
    private final Executor executor;
    private final Queue<Asking<?>> waiting = new ArrayDeque<>();
    private boolean busy;

    SlowWork(Loop loop, Executor executor) {
        this.loop = loop;
        this.executor = executor;
    }

    /** What is asked for. */
    interface Work<T> {
        T get() throws IOException;
    }

    private final class Asking<T> {
        private final Work<T> work;
        private final Consumer<T> answered;
        private final Consumer<String> refused;
        private boolean over;

        Asking(Work<T> work, Consumer<T> answered, Consumer<String> refused) {
            this.work = work;
            this.answered = answered;
            this.refused = refused;
        }

        /** On the executor. */
        void run() {
            try {
                T result = work.get();
                loop.execute(() -> answer(result));
            } catch (IOException | RuntimeException | LinkageError failed) {
                loop.execute(() -> refuse(String.valueOf(failed.getMessage())));
            } finally {
                loop.execute(SlowWork.this::next);
            }
        }

        private void answer(T result) {
            if (!over) {
                over = true;
                answered.accept(result);
            }
        }

        void refuse(String reason) {
            if (!over) {
                over = true;
                refused.accept(reason);
            }
        }
    }

    /**
     * Asks for something.
     *
     * @param late what is the matter if there is no answer, such as {@code the files were not read}
     * @param answered given the answer, on the loop, not within this call
     * @param refused given the reason, on the loop, not within this call; one of them is called once
     */
    <T> void ask(Work<T> work, String late, Consumer<T> answered, Consumer<String> refused) {
        Asking<T> asking = new Asking<>(work, answered, refused);
        waiting.add(asking);
        loop.schedule(
                loop.nanos() + LONGEST.toNanos(),
                () -> asking.refuse(late + " within " + LONGEST.toSeconds() + " seconds"));
        if (!busy) {
            next();
        }
    }

    private void next() {
        Asking<?> asking = waiting.poll();
        while (asking != null && asking.over) {
            asking = waiting.poll();
        }
        busy = asking != null;
        if (asking != null) {
            hand(asking);
        }
    }

    /** Whatever a lent executor throws, somebody waits for an answer. */
    private void hand(Asking<?> asking) {
        try {
            executor.execute(asking::run);
        } catch (RuntimeException | Error full) {
            LOG.log(System.Logger.Level.DEBUG, "the executor takes nothing", full);
            loop.execute(() -> {
                asking.refuse("too much else is to be done");
                next();
            });
        }
    }
}
