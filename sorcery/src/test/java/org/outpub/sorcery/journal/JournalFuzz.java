package org.outpub.sorcery.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ObjectSet;

/**
 * What a coverage-guided fuzzer calls with journals that it invents ({@code docs/security.md}), and with names and values, a
 * NUL between them: what is read of a journal is in it, whole; what is written is read again as it was, whatever is
 * before it.
 */
public final class JournalFuzz {
    private JournalFuzz() {}

    /**
     * Reads a journal; writes an object, and reads it behind the journal.
     *
     * @param input any bytes
     * @throws IOException never
     */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        read(input);
        String[] parts = new String(input, StandardCharsets.UTF_8).split("\0", 40);
        ObjectSet.Builder object = ObjectSet.builder(parts[0], Origin.MEMORY);
        for (int i = 1; i + 1 < parts.length; i += 2) {
            if (!parts[i].isEmpty()) {
                object.add(parts[i], parts[i + 1], Origin.MEMORY);
            }
        }
        ObjectSet written = object.build();
        ByteArrayOutputStream journal = new ByteArrayOutputStream();
        journal.writeBytes("header\n".getBytes(StandardCharsets.US_ASCII));
        journal.writeBytes(input);
        journal.write('\n');
        journal.writeBytes(JournalLine.stored(written));
        check(read(journal.toByteArray()).containsKey(parts[0]), "it is not there");
        JournalScan.Place place = read(journal.toByteArray()).get(parts[0]);
        ObjectSet read = set(journal.toByteArray(), place);
        check(read.entries().equals(written.entries()) && read.id().equals(parts[0]), "it is another one");
    }

    private static Map<String, JournalScan.Place> read(byte[] journal) throws IOException {
        JournalScan scan = JournalScan.of(new ByteArrayInputStream(journal));
        check(scan.end() <= journal.length, "it ends behind its end");
        scan.places().forEach((id, place) -> {
            check(place.offset() + place.size() <= journal.length, "it is behind the end");
            check(set(journal, place).id().equals(id), "another one stands there");
        });
        return scan.places();
    }

    private static ObjectSet set(byte[] journal, JournalScan.Place place) {
        int from = (int) place.offset();
        return JournalLine.set(Arrays.copyOfRange(journal, from, from + place.size() - 1), Origin.MEMORY);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
