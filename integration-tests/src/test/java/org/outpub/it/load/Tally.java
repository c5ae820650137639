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
    private final long[] counts = new long[Count.values().length];
    private final int[] perSecond = new int[MOST_SECONDS];
    final TimeStamps stamps = new TimeStamps();
    private long begun = System.nanoTime();

    void add(Count count) {
        counts[count.ordinal()]++;
    }

    void arrived(long now) {
        if (counts[Count.FIRST_NANOS.ordinal()] == 0) {
            counts[Count.FIRST_NANOS.ordinal()] = now;
        }
        int second = (int) TimeUnit.NANOSECONDS.toSeconds(now - begun);
        if (second >= 0 && second < MOST_SECONDS) {
            perSecond[second]++;
        }
    }

    void initial(long now) {
        add(Count.INITIAL);
        counts[Count.LAST_INITIAL_NANOS.ordinal()] = now;
    }

    void clear(long now) {
        Arrays.fill(counts, 0);
        Arrays.fill(perSecond, 0);
        stamps.clear();
        begun = now;
    }

    String line(int live, long lapsed) {
        long[] told = counts.clone();
        told[Count.LIVE.ordinal()] = live - lapsed;
        told[Count.LAPSED.ordinal()] += lapsed;
        told[Count.BUSIEST_SECOND.ordinal()] = Arrays.stream(perSecond).max().orElse(0);
        told[Count.STAMPED.ordinal()] = stamps.count();
        told[Count.CALL_P50_NANOS.ordinal()] = stamps.sinceCall(50);
        told[Count.CALL_P99_NANOS.ordinal()] = stamps.sinceCall(99);
        told[Count.DUE_P50_NANOS.ordinal()] = stamps.sinceDue(50);
        told[Count.DUE_P99_NANOS.ordinal()] = stamps.sinceDue(99);
        return Arrays.stream(Count.values())
                .map(count -> count + "=" + told[count.ordinal()])
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
