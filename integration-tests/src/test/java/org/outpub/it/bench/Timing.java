package org.outpub.it.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * Runs of one piece of work: wall time, and processor time of the thread that did it, in nanoseconds.
 *
 * @param wall sorted
 * @param cpu sorted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Timing(long[] wall, long[] cpu) {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** What is measured; what is prepared for it is not. */
    interface Work {
        void run() throws Exception;
    }

    static Timing of(int warmUp, int runs, Work prepare, Work work) throws Exception {
        long[] wall = new long[runs];
        long[] cpu = new long[runs];
        for (int i = -warmUp; i < runs; i++) {
            prepare.run();
            System.gc(); // so that each run pays for its own garbage only
            long cpuBegan = THREADS.getCurrentThreadCpuTime();
            long began = System.nanoTime();
            work.run();
            if (i >= 0) {
                wall[i] = System.nanoTime() - began;
                cpu[i] = THREADS.getCurrentThreadCpuTime() - cpuBegan;
            }
        }
        Arrays.sort(wall);
        Arrays.sort(cpu);
        return new Timing(wall, cpu);
    }

    double medianWallMillis() {
        return wall[wall.length / 2] / 1e6;
    }

    double medianCpuMillis() {
        return cpu[cpu.length / 2] / 1e6;
    }

    double bestWallMillis() {
        return wall[0] / 1e6;
    }
}
