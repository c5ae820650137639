package org.outpub.sorcery.asterisk;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.sorcery.asterisk.JsonRecord.BrokenRecordException;

/**
 * What a coverage-guided fuzzer calls with records of a database that it invents ({@code docs/security.md}): each is refused
 * with a reason, or read, and then written and read again it is the same.
 */
public final class JsonRecordFuzz {
    private JsonRecordFuzz() {}

    /**
     * Reads a record.
     *
     * @param input any bytes
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        try {
            ObjectSet read = JsonRecord.read("x", text, Origin.MEMORY);
            ObjectSet again = JsonRecord.read("x", JsonRecord.write(read), Origin.MEMORY);
            if (!named(read).equals(named(again))) {
                throw new AssertionError(named(read) + " but " + named(again));
            }
        } catch (BrokenRecordException refused) {
            String reason = String.valueOf(refused.getMessage());
            if (reason.isBlank()) {
                throw new AssertionError("without a reason");
            }
        }
    }

    /** Values of one name stand together in a record, and its type stands in the key. */
    private static List<String> named(ObjectSet set) {
        return set.entries().stream()
                .filter(entry -> !entry.name().equals("type"))
                .map(entry -> entry.name() + "=" + entry.value())
                .sorted()
                .toList();
    }
}
