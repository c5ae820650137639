package org.outpub.it.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Runs of one piece of work, each beside one of another piece that it is compared with, so that what else the machine
 * does strikes both. In nanoseconds.
 *
 * @param wall by the clock, sorted
 * @param cpu of all threads of the process, garbage collection included, sorted
 * @param ratios of the clock's times to those of the other work, sorted
 * @param cpuRatios of the processor times, sorted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Timing(long[] wall, long[] cpu, double[] ratios, double[] cpuRatios) {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** What is measured; what is prepared for it is not. */
    interface Work {
        void run() throws Exception;
    }

    static Timing of(int warmUp, int runs, Work floor, Work prepare, Work work) throws Exception {
        long[] wall = new long[runs];
        long[] cpu = new long[runs];
        double[] ratios = new double[runs];
        double[] cpuRatios = new double[runs];
        for (int i = -warmUp; i < runs; i++) {
            long[] least = once(floor);
            prepare.run();
            long[] took = once(work);
            if (i >= 0) {
                wall[i] = took[0];
                cpu[i] = took[1];
                ratios[i] = (double) took[0] / least[0];
                cpuRatios[i] = (double) took[1] / least[1];
            }
        }
        Arrays.sort(wall);
        Arrays.sort(cpu);
        Arrays.sort(ratios);
        Arrays.sort(cpuRatios);
        return new Timing(wall, cpu, ratios, cpuRatios);
    }

    private static long[] once(Work work) throws Exception {
        System.gc(); // so that each run pays for its own garbage only
        long cpuBegan = SYSTEM.getProcessCpuTime();
        long began = System.nanoTime();
        work.run();
        return new long[] {System.nanoTime() - began, SYSTEM.getProcessCpuTime() - cpuBegan};
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

    double medianRatio() {
        return ratios[ratios.length / 2];
    }

    double medianCpuRatio() {
        return cpuRatios[cpuRatios.length / 2];
    }
}
