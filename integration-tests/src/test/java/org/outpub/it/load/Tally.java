package org.outpub.it.load;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What the acceptor has counted since it was last told to begin anew. Confined to one thread. */
final class Tally {
    private static final int MOST_SECONDS = 3600;
    private final Map<Count, Long> counts = new EnumMap<>(Count.class);
    private final int[] perSecond = new int[MOST_SECONDS];
    final TimeStamps stamps = new TimeStamps();
    private long begun = System.nanoTime();
    private long last;

    void add(Count count) {
        counts.merge(count, 1L, Long::sum);
    }

    void arrived(long now) {
        counts.putIfAbsent(Count.FIRST_NANOS, now);
        last = now;
        int second = (int) TimeUnit.NANOSECONDS.toSeconds(now - begun);
        if (second >= 0 && second < MOST_SECONDS) {
            perSecond[second]++;
        }
    }

    void initial(long now) {
        add(Count.INITIAL);
        counts.put(Count.LAST_INITIAL_NANOS, now);
    }

    void clear(long now) {
        counts.clear();
        Arrays.fill(perSecond, 0);
        stamps.clear();
        begun = now;
    }

    String line(int live, long lapsed) {
        Map<Count, Long> told = new EnumMap<>(counts);
        told.put(Count.LIVE, live - lapsed);
        told.merge(Count.LAPSED, lapsed, Long::sum);
        told.put(Count.LAST_NANOS, last);
        told.put(Count.BUSIEST_SECOND, (long) Arrays.stream(perSecond).max().orElse(0));
        told.put(Count.STAMPED, stamps.count());
        told.put(Count.CALL_P50_NANOS, stamps.sinceCall(50));
        told.put(Count.CALL_P99_NANOS, stamps.sinceCall(99));
        told.put(Count.DUE_P50_NANOS, stamps.sinceDue(50));
        told.put(Count.DUE_P99_NANOS, stamps.sinceDue(99));
        return Arrays.stream(Count.values())
                .map(count -> count + "=" + told.getOrDefault(count, 0L))
                .collect(Collectors.joining(" "));
    }

    /** Reads what {@link #line} wrote. */
    static Map<Count, Long> parse(String line) {
        Map<Count, Long> counts = new EnumMap<>(Count.class);
        for (String pair : line.split(" ")) {
            int equals = pair.indexOf('=');
            counts.put(
                    Count.valueOf(pair.substring(0, equals).toUpperCase(Locale.ROOT)),
                    Long.parseLong(pair.substring(equals + 1)));
        }
        return counts;
    }
}
