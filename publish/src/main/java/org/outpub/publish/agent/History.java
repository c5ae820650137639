package org.outpub.publish.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.HistoryEntry;
import org.outpub.api.publication.HistoryEntry.What;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.RequestReport.Result;
import org.outpub.publish.delivery.location.Server;

/**
 * What happened last to one publication, in a ring of three words an entry. The same thing several times in a row is one
 * entry with a count, so that a day of refreshes takes no more room than one. A publication that was never in trouble
 * has {@value #QUIET} entries at most, 192 bytes; each failure makes room, up to {@value #MOST} entries. Confined to the
 * loop.
 */
final class History {
    static final int QUIET = 6;
    static final int MOST = 30;
    private static final int FIRST = 2;
    private static final int WORDS = 3;
    private static final Phase[] PHASES = Phase.values();
    private static final Result[] RESULTS = Result.values();
    private static final What[] WHATS = What.values();
    /** A first word is a time in milliseconds, and behind it how long it took in tenths of one. */
    private static final int TOOK_BITS = 22;

    private static final long MOST_TOOK = (1L << TOOK_BITS) - 1;
    private static final long TENTH_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    /** A second word is a kind, and behind it how many times in a row. */
    private static final int TIMES_BITS = 24;

    private static final long MOST_TIMES = (1L << TIMES_BITS) - 1;
    /** Where in a kind the status of the answer stands. */
    private static final int STATUS_SHIFT = 13;
    /** A third word is the end of an entity-tag. */
    private static final int TAG_CHARACTERS = Long.BYTES;

    private long[] ring = new long[FIRST * WORDS];
    /** Failures without an answer, in words, each at the place of its entry; null while there are none. */
    private @Nullable String @Nullable [] failures;

    /** Who gave all answers there are, while that is one server; else each entry has its own in {@link #servers}. */
    private @Nullable Server server;

    private @Nullable Server @Nullable [] servers;

    private short oldest;
    private short size;

    /**
     * Takes a request that ended.
     *
     * @param millis when, by the wall clock
     * @param tookNanos how long it took
     * @param status of the answer; 0 for none
     * @param by who gave the answer; null if there is none, or it is not known
     * @param failure in words, where there was no answer; else empty
     * @param tag what the server named it; empty for nothing
     * @param now what the publication does since
     */
    void ended(
            long millis,
            What what,
            long tookNanos,
            Result result,
            int status,
            @Nullable Server by,
            String failure,
            String tag,
            Phase now) {
        boolean well = result == Result.CONFIRMED;
        long took = Math.max(0, Math.min(MOST_TOOK, tookNanos / TENTH_NANOS));
        add(millis << TOOK_BITS | took, kind(what, result.ordinal() + 1, status, tag, now), by, tag, failure, well);
    }

    /** Takes what led to requests. */
    void happened(long millis, What what, Phase now) {
        add(millis << TOOK_BITS, kind(what, 0, 0, "", now), null, "", "", true);
    }

    private static long kind(What what, int result, int status, String tag, Phase now) {
        long shortened = tag.length() > TAG_CHARACTERS ? 1 : 0;
        return (((long) status << 4 | what.ordinal()) << 4 | result) << 4 << 1 | (long) now.ordinal() << 1 | shortened;
    }

    private void add(long when, long kind, @Nullable Server by, String tag, String failure, boolean well) {
        long times = 1;
        int newest = size == 0 ? -1 : place(size - 1);
        // Whether a tag is shortened, which is the last bit, does not tell entries apart.
        boolean again = newest >= 0
                && (ring[newest * WORDS + 1] >>> TIMES_BITS ^ kind) >>> 1 == 0
                && failureAt(newest).equals(failure)
                && Objects.equals(serverAt(newest), by);
        if (again) {
            times = Math.min(MOST_TIMES, 1 + (ring[newest * WORDS + 1] & MOST_TIMES));
        } else {
            newest = roomForOne(well);
        }
        ring[newest * WORDS] = when;
        ring[newest * WORDS + 1] = kind << TIMES_BITS | times;
        ring[newest * WORDS + 2] = packed(tag);
        if (failures != null || !failure.isEmpty()) {
            put(newest, failure);
        }
        answeredBy(newest, by);
    }

    private int place(int age) {
        return (oldest + age) % capacity();
    }

    private int capacity() {
        return ring.length / WORDS;
    }

    private int roomForOne(boolean well) {
        int most = well ? QUIET : MOST;
        if (size == capacity() && size < most) {
            grow(Math.min(most, size + Math.max(FIRST, size / 2)));
        }
        if (size == capacity()) {
            oldest = (short) place(1);
        } else {
            size++;
        }
        return place(size - 1);
    }

    private void grow(int entries) {
        long[] larger = new long[entries * WORDS];
        @Nullable String[] words = failures == null ? null : new String[entries];
        @Nullable Server[] ones = servers == null ? null : new Server[entries];
        for (int i = 0; i < size; i++) {
            System.arraycopy(ring, place(i) * WORDS, larger, i * WORDS, WORDS);
            if (words != null) {
                words[i] = failureAt(place(i));
            }
            if (ones != null) {
                ones[i] = serverAt(place(i));
            }
        }
        ring = larger;
        failures = words;
        servers = ones;
        oldest = 0;
    }

    private String failureAt(int place) {
        String failure = failures == null ? null : failures[place];
        return failure == null ? "" : failure;
    }

    private void put(int place, String failure) {
        @Nullable String[] words = failures == null ? new String[capacity()] : failures;
        words[place] = failure.isEmpty() ? null : failure;
        failures = words;
    }

    private @Nullable Server serverAt(int place) {
        boolean answered = ring[place * WORDS + 1] >>> TIMES_BITS >>> STATUS_SHIFT != 0;
        return servers != null ? servers[place] : answered ? server : null;
    }

    private void answeredBy(int place, @Nullable Server by) {
        if (servers == null && server == null) {
            server = by; // the first to answer
        }
        if (servers == null && !Objects.equals(serverAt(place), by)) {
            @Nullable Server[] each = new Server[capacity()];
            for (int i = 0; i < size; i++) {
                each[place(i)] = serverAt(place(i));
            }
            servers = each;
        }
        if (servers != null) {
            servers[place] = by;
        }
    }

    /** The last characters; what is no single byte becomes a question mark. */
    private static long packed(String tag) {
        long packed = 0;
        for (int i = Math.max(0, tag.length() - TAG_CHARACTERS); i < tag.length(); i++) {
            char character = tag.charAt(i);
            packed = packed << Byte.SIZE | (character < 0x100 ? character : '?');
        }
        return packed;
    }

    private static String unpacked(long packed, boolean shortened) {
        StringBuilder tag = new StringBuilder();
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            int character = (int) (packed >>> shift & 0xff);
            if (character != 0) {
                tag.append((char) character);
            }
        }
        return shortened ? "…" + tag : tag.toString();
    }

    /** All of it, oldest first. */
    List<HistoryEntry> entries() {
        List<HistoryEntry> all = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            all.add(entry(place(i)));
        }
        return all;
    }

    private HistoryEntry entry(int place) {
        long when = ring[place * WORDS];
        long counted = ring[place * WORDS + 1];
        long kind = counted >>> TIMES_BITS;
        int result = (int) (kind >>> 5 & 0xf);
        return new HistoryEntry(
                Instant.ofEpochMilli(when >>> TOOK_BITS),
                WHATS[(int) (kind >>> 9 & 0xf)],
                result == 0 ? Optional.empty() : Optional.of(RESULTS[result - 1]),
                (int) (kind >>> STATUS_SHIFT),
                Optional.ofNullable(serverAt(place)).map(Server::toString),
                failureAt(place),
                unpacked(ring[place * WORDS + 2], (kind & 1) == 1),
                Duration.ofNanos((when & MOST_TOOK) * TENTH_NANOS),
                PHASES[(int) (kind >>> 1 & 0xf)],
                (int) (counted & MOST_TIMES));
    }
}
