package org.outpub.publish.delivery.location;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Remembers servers that did not answer, for a time that doubles with each failure in a row up to ten minutes, and
 * servers that asked to be left alone (RFC 3261 §21.5.4). A server that answers is forgiven its failures at once; one that asked for
 * quiet is left alone until then, whoever else it answers meanwhile. Bounded. Confined to the loop.
 */
public final class ServerHealth {
    private static final long FIRST_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long LONGEST_NANOS = Duration.ofMinutes(10).toNanos();
    private static final long FORGOTTEN_NANOS = Duration.ofMinutes(30).toNanos();
    private static final int MOST_REMEMBERED = 4096;
    private final Map<Server, Mark> marks = new LinkedHashMap<>();

    private record Mark(int failures, long until) {}

    /** Nothing is remembered yet. */
    public ServerHealth() {}

    /**
     * A server did not answer, or could not be reached.
     *
     * @param server the server
     * @param now in nanoseconds, on a clock that may wrap
     */
    public void failed(Server server, long now) {
        if (quietSeconds(server, now).isPresent()) {
            return; // it said what it wants, and a request from before that changes nothing
        }
        Mark before = marks.remove(server);
        int failures = before == null || now - before.until >= FORGOTTEN_NANOS ? 1 : before.failures + 1;
        long penalty = Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(failures - 1, 10));
        remember(server, new Mark(failures, now + penalty));
    }

    /**
     * A server asked to be left alone. What it asked for before, if that is longer, still holds.
     *
     * @param server the server
     * @param seconds for how long
     * @param now in nanoseconds
     */
    public void busy(Server server, long seconds, long now) {
        long until = now + Duration.ofSeconds(Math.min(seconds, 86_400)).toNanos();
        Mark before = marks.remove(server);
        if (before != null && before.failures == 0 && before.until - until > 0) {
            remember(server, before);
        } else {
            remember(server, new Mark(0, until));
        }
    }

    private void remember(Server server, Mark mark) {
        if (marks.size() >= MOST_REMEMBERED) {
            marks.remove(marks.keySet().iterator().next());
        }
        marks.put(server, mark);
    }

    /**
     * A server answered. That takes back no wish to be left alone.
     *
     * @param server the server
     */
    public void answered(Server server) {
        Mark mark = marks.isEmpty() ? null : marks.get(server);
        if (mark != null && mark.failures > 0) {
            marks.remove(server);
        }
    }

    /**
     * How long a server is to be avoided.
     *
     * @param server the server
     * @param now in nanoseconds
     * @return nanoseconds; 0 if it is not
     */
    public long downFor(Server server, long now) {
        Mark mark = marks.isEmpty() ? null : marks.get(server);
        return mark == null ? 0 : Math.max(0, mark.until - now);
    }

    /**
     * How long a server wants to be left alone.
     *
     * @param server the server
     * @param now in nanoseconds
     * @return seconds, at least 1; empty if it did not ask for that
     */
    public OptionalLong quietSeconds(Server server, long now) {
        Mark mark = marks.isEmpty() ? null : marks.get(server);
        if (mark == null || mark.failures > 0 || mark.until - now <= 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                Duration.ofNanos(mark.until - now).plusNanos(999_999_999).toSeconds());
    }
}
