package org.outpub.publish.control;

import java.time.Duration;

/** How long something is, for people: one number and its unit. Pure. */
public final class TimeText {
    private TimeText() {}

    /**
     * Writes a time.
     *
     * @param time negative for none
     * @return such as {@code 90 s}, {@code 50 min}, {@code 3 h} or {@code 4 days}
     */
    public static String of(Duration time) {
        if (time.toMinutes() < 2) {
            return Math.max(0, time.toSeconds()) + " s";
        }
        if (time.toHours() < 2) {
            return time.toMinutes() + " min";
        }
        return time.toDays() < 2 ? time.toHours() + " h" : time.toDays() + " days";
    }
}
