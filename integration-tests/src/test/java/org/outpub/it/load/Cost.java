package org.outpub.it.load;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * What one PUBLISH costs this process.
 *
 * @param cpuNanos processor time, of all threads, the JVM's own included
 * @param jvmNanos of it, what no Java thread took: the compiler's and the garbage collector's
 * @param wallNanos time by the clock
 * @param bytes allocated on the heap, by all threads
 */
record Cost(double cpuNanos, double jvmNanos, double wallNanos, double bytes) {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Cost of(Publishing publishing, int count) throws Exception {
        System.gc(); // so that each run pays for its own garbage only
        long allocated = allocated();
        long threads = threads();
        long cpu = SYSTEM.getProcessCpuTime();
        long began = System.nanoTime();
        publishing.publish(count);
        long wall = System.nanoTime() - began;
        cpu = SYSTEM.getProcessCpuTime() - cpu;
        long jvm = Math.max(0, cpu - (threads() - threads));
        return new Cost(
                (double) cpu / count,
                (double) jvm / count,
                (double) wall / count,
                (double) (allocated() - allocated) / count);
    }

    private static long threads() {
        return Arrays.stream(THREADS.getThreadCpuTime(THREADS.getAllThreadIds()))
                .filter(nanos -> nanos > 0)
                .sum();
    }

    private static long allocated() {
        return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }

    double perSecond() {
        return 1e9 / wallNanos;
    }
}
