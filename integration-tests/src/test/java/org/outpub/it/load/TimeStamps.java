package org.outpub.it.load;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * When a state was due to be handed in and when it was, at the end of its document. The clock is the machine's monotonic one
 * ({@link System#nanoTime} on Linux), which all its processes share. Confined to one thread.
 */
final class TimeStamps {
    private static final int DIGITS = 20;
    private static final byte[] START = "<!--due ".getBytes(StandardCharsets.US_ASCII);
    private static final String FORMAT = "<!--due %0" + DIGITS + "d %0" + DIGITS + "d-->";
    private static final int LENGTH = String.format(Locale.ROOT, FORMAT, 0, 0).length();
    private static final int SIGNIFICANT_DIGITS = 3;
    private final Histogram sinceCall = new Histogram(SIGNIFICANT_DIGITS);
    private final Histogram sinceDue = new Histogram(SIGNIFICANT_DIGITS);

    static String text(long dueNanos, long calledNanos) {
        return String.format(Locale.ROOT, FORMAT, dueNanos, calledNanos);
    }

    void arrived(byte[] bytes, int bodyStart, int end, long now) {
        int start = end - LENGTH;
        if (start < bodyStart || !isStamp(bytes, start)) {
            return;
        }
        int digits = start + START.length;
        sinceDue.recordValue(Math.max(0, now - number(bytes, digits)));
        sinceCall.recordValue(Math.max(0, now - number(bytes, digits + DIGITS + 1)));
    }

    private static boolean isStamp(byte[] bytes, int start) {
        for (int i = 0; i < START.length; i++) {
            if (bytes[start + i] != START[i]) {
                return false;
            }
        }
        return true;
    }

    private static long number(byte[] bytes, int start) {
        long value = 0;
        for (int i = start; i < start + DIGITS; i++) {
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }

    long count() {
        return sinceCall.getTotalCount();
    }

    long sinceCall(double percentile) {
        return sinceCall.getValueAtPercentile(percentile);
    }

    long sinceDue(double percentile) {
        return sinceDue.getValueAtPercentile(percentile);
    }

    void clear() {
        sinceCall.reset();
        sinceDue.reset();
    }
}
