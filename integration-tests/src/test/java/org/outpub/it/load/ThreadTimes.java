package org.outpub.it.load;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;

/** Processor time by thread, and what the JVM itself takes: its compiler and garbage collector. */
final class ThreadTimes {
    private static final double LEAST_SHARE = 0.01;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final Map<Long, Long> begun = now();
    private final long processBegun = SYSTEM.getProcessCpuTime();

    private static Map<Long, Long> now() {
        Map<Long, Long> times = new HashMap<>();
        for (long id : THREADS.getAllThreadIds()) {
            times.put(id, THREADS.getThreadCpuTime(id));
        }
        return times;
    }

    /** Prints what was spent since this was made. */
    void print() {
        double process = SYSTEM.getProcessCpuTime() - processBegun;
        double rest = process;
        Table.head("processor time, by thread", "%");
        for (Map.Entry<Long, Long> thread : now().entrySet()) {
            double spent = thread.getValue() - begun.getOrDefault(thread.getKey(), 0L);
            rest -= spent;
            ThreadInfo info = THREADS.getThreadInfo(thread.getKey());
            if (info != null && spent > process * LEAST_SHARE) {
                Table.row(info.getThreadName(), spent / process * 100);
            }
        }
        Table.row("the JVM itself", rest / process * 100);
    }
}
