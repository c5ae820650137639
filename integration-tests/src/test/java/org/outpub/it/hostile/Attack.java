package org.outpub.it.hostile;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a stranger does, on a thread of its own, until told to stop.
 *
 * @param name for the table
 * @param work does it
 */
record Attack(String name, Work work) {
    /** Does it. */
    interface Work {
        /**
         * Goes on until the run is over.
         *
         * @throws Exception if the attacker cannot go on, which is no success of his
         */
        void attack(Target target, Run run) throws Exception;
    }

    /** One run of an attack. */
    static final class Run {
        private static final int TICKS = 200;
        private final LongAdder sent = new LongAdder();
        private volatile boolean over;
        private volatile String failure = "";
        private Thread thread;

        boolean goesOn() {
            return !over;
        }

        /** Ends it, and waits for the end. */
        void end() throws InterruptedException {
            over = true;
            if (thread != null) {
                thread.join(5_000);
            }
        }

        void sent() {
            sent.increment();
        }

        long count() {
            return sent.sum();
        }

        String failure() {
            return failure;
        }

        void failed(Exception why) {
            failure = why.toString();
        }

        /** So often a second, in even portions. */
        void each(int perSecond, Step step) throws Exception {
            long begun = System.nanoTime();
            long done = 0;
            while (goesOn()) {
                long due = (System.nanoTime() - begun) / 1000 * perSecond / 1_000_000;
                for (; done < due && goesOn(); done++) {
                    step.take();
                    sent();
                }
                TimeUnit.MILLISECONDS.sleep(1000 / TICKS);
            }
        }
    }

    /** One of many. */
    interface Step {
        void take() throws Exception;
    }

    Run begin(Target target) {
        Run run = new Run();
        Thread thread = new Thread(
                () -> {
                    try {
                        work.attack(target, run);
                    } catch (Exception failed) {
                        run.failed(failed);
                    }
                },
                "attack");
        run.thread = thread;
        thread.setDaemon(true);
        thread.start();
        return run;
    }
}
