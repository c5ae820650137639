package org.outpub.sorcery.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads a journal from its begin to its end, in one pass and in bounded memory but for what it is about. */
final class JournalScan {
    private static final int PIECE = 64 << 10;
    private final Map<String, Place> places = new HashMap<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private String header = "";
    private boolean headed;
    private boolean tooLong;
    private long at;
    private long begin;
    private int damaged;

    /**
     * Where a line is.
     *
     * @param offset of its first byte
     * @param size in bytes, its end included
     */
    record Place(long offset, int size) {}

    private JournalScan() {}

    /** Reads all of it. */
    static JournalScan of(InputStream in) throws IOException {
        JournalScan scan = new JournalScan();
        byte[] piece = new byte[PIECE];
        for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
            scan.take(piece, count);
        }
        return scan;
    }

    private void take(byte[] piece, int count) {
        int from = 0;
        for (int i = 0; i < count; i++) {
            if (piece[i] == '\n') {
                collect(piece, from, i);
                at += i + 1 - from;
                from = i + 1;
                endLine();
            }
        }
        collect(piece, from, count);
        at += count - from;
    }

    private void collect(byte[] piece, int from, int to) {
        tooLong |= line.size() + (to - from) >= JournalLine.LONGEST;
        if (!tooLong) {
            line.write(piece, from, to - from);
        }
    }

    private void endLine() {
        byte[] bytes = line.toByteArray();
        if (!headed) {
            headed = true;
            header = new String(bytes, 0, Math.min(bytes.length, 200), StandardCharsets.UTF_8);
        } else {
            Optional<JournalLine.Entry> entry = tooLong ? Optional.empty() : JournalLine.entry(bytes);
            if (entry.isEmpty()) {
                damaged++;
            } else if (entry.get().stored()) {
                places.put(entry.get().id(), new Place(begin, bytes.length + 1));
            } else {
                places.remove(entry.get().id());
            }
        }
        line.reset();
        tooLong = false;
        begin = at;
    }

    /** The first line; empty if there is none. */
    String header() {
        return header;
    }

    /** Where the newest line of each object is. */
    Map<String, Place> places() {
        return places;
    }

    /** How many lines are whole but not as they were written. */
    int damaged() {
        return damaged;
    }

    /** Where the last whole line ends; behind it is what was being written when a process was killed. */
    long end() {
        return begin;
    }
}
