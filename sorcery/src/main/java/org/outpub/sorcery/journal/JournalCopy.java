package org.outpub.sorcery.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.outpub.sorcery.journal.JournalScan.Place;

/** Lines of one file on their way into another, in large pieces. */
final class JournalCopy {
    private static final int PIECE = 256 << 10;
    private final RandomAccessFile out;
    private byte[] buffer = new byte[PIECE];
    private int filled;
    private long length;

    JournalCopy(RandomAccessFile out) {
        this.out = out;
    }

    /** Who takes a line. */
    interface Taker {
        /** Takes it, without its end. */
        void take(String id, byte[] line) throws IOException;
    }

    /** Reads lines in the order in which they stand in the file, so that it is read from its begin to its end. */
    static void forEach(RandomAccessFile in, Map<String, Place> places, Taker taker) throws IOException {
        List<Map.Entry<String, Place>> ordered = new ArrayList<>(places.entrySet());
        ordered.sort(Comparator.comparingLong(entry -> entry.getValue().offset()));
        byte[] piece = new byte[PIECE];
        long from = 0;
        int size = 0;
        for (Map.Entry<String, Place> each : ordered) {
            Place place = each.getValue();
            if (place.offset() + place.size() > from + size) {
                from = place.offset();
                piece = place.size() > piece.length ? new byte[place.size()] : piece;
                size = (int) Math.min(piece.length, in.length() - from);
                in.seek(from);
                in.readFully(piece, 0, Math.max(size, place.size()));
            }
            byte[] line = new byte[place.size() - 1];
            System.arraycopy(piece, (int) (place.offset() - from), line, 0, line.length);
            taker.take(each.getKey(), line);
        }
    }

    /** Writes a line and its end; gives where it is. */
    Place write(byte[] line, char end) throws IOException {
        Place place = new Place(length, line.length + 1);
        write(line);
        write(new byte[] {(byte) end});
        return place;
    }

    void write(byte[] bytes) throws IOException {
        if (filled + bytes.length > buffer.length) {
            flush();
        }
        if (bytes.length > buffer.length) {
            out.write(bytes);
        } else {
            System.arraycopy(bytes, 0, buffer, filled, bytes.length);
            filled += bytes.length;
        }
        length += bytes.length;
    }

    void flush() throws IOException {
        out.write(buffer, 0, filled);
        filled = 0;
    }

    long length() {
        return length;
    }
}
