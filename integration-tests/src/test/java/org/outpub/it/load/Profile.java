package org.outpub.it.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** A flight recording of some work, and what costs most in it. */
final class Profile {
    private static final int ROWS = 20;
    private static final int CALLS = 3;
    private static final String NONE = "none";
    /** Samples of processor time; the second kind is of threads in native code, mostly in the kernel. */
    private static final Set<String> SAMPLES = Set.of("jdk.ExecutionSample", "jdk.NativeMethodSample");

    private static final Set<String> WAITING =
            Set.of("epollWait", "epollWait0", "wait", "poll", "accept0", "read0", "waitForProcessExit0");
    private static final String ALLOCATION = "jdk.ObjectAllocationSample";
    private static final String OURS = "org.outpub.";
    private static final String HARNESS = Profile.class.getPackageName();

    /** What is recorded. */
    interface Work {
        void run() throws Exception;
    }

    private Profile() {}

    static void of(Path file, Work work) throws Exception {
        try (Recording recording = new Recording(Configuration.getConfiguration("profile"))) {
            recording.enable(ALLOCATION).with("throttle", "1000/s");
            recording.start();
            ThreadTimes times = new ThreadTimes();
            work.run();
            times.print();
            recording.stop();
            recording.dump(file);
        }
        print(file);
    }

    private static void print(Path file) throws IOException {
        Sums methods = new Sums();
        Sums ours = new Sums();
        Sums classes = new Sums();
        Sums sites = new Sums();
        Set<Long> known = new HashSet<>();
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        events.sort(Comparator.comparing(RecordedEvent::getStartTime));
        for (RecordedEvent event : events) {
            String type = event.getEventType().getName();
            if (SAMPLES.contains(type) && !isWaiting(event)) {
                methods.add(method(event), 1);
                ours.add(ours(event), 1);
            } else if (type.equals(ALLOCATION) && !isFirst(event, known)) {
                classes.add(event.getClass("objectClass").getName(), event.getLong("weight"));
                sites.add(ours(event), event.getLong("weight"));
            }
        }
        methods.print("samples of processor time, by method");
        ours.print("the same, by the nearest methods of ours");
        classes.print("allocated bytes, by class");
        sites.print("the same, by the nearest methods of ours");
    }

    /** A thread's first sample weighs all that the thread has allocated before the recording. */
    private static boolean isFirst(RecordedEvent event, Set<Long> known) {
        return event.getThread() == null || known.add(event.getThread().getId());
    }

    private static boolean isWaiting(RecordedEvent event) {
        List<RecordedFrame> frames = frames(event);
        return !frames.isEmpty() && WAITING.contains(frames.get(0).getMethod().getName());
    }

    private static List<RecordedFrame> frames(RecordedEvent event) {
        return event.getStackTrace() == null ? List.of() : event.getStackTrace().getFrames();
    }

    private static boolean isOurs(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return type.startsWith(OURS) && !type.startsWith(HARNESS);
    }

    /** The innermost method, whoever's it is. */
    private static String method(RecordedEvent event) {
        return frames(event).stream().findFirst().map(Profile::name).orElse(NONE);
    }

    /** The innermost methods of ours, each called by the next. */
    private static String ours(RecordedEvent event) {
        String calls = frames(event).stream()
                .filter(Profile::isOurs)
                .limit(CALLS)
                .map(Profile::name)
                .collect(Collectors.joining(" ← "));
        return calls.isEmpty() ? NONE : calls;
    }

    private static String name(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return type.substring(type.lastIndexOf('.') + 1) + "."
                + frame.getMethod().getName();
    }

    /** What came under each name. Confined to one thread. */
    private static final class Sums {
        private final Map<String, Long> sums = new HashMap<>();

        void add(String name, long amount) {
            sums.merge(String.valueOf(name), amount, Long::sum);
        }

        void print(String title) {
            double total = sums.values().stream().mapToLong(Long::longValue).sum();
            Table.head(title, "%");
            sums.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                    .limit(ROWS)
                    .forEach(sum -> Table.row(sum.getKey(), sum.getValue() / total * 100));
        }
    }
}
