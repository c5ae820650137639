package org.outpub.sorcery.json;

import java.util.Arrays;

/**
 * What a coverage-guided fuzzer calls with documents that it invents ({@code docs/security.md}), two of them with a byte
 * between them that no text holds: each is read to its end, and after the other as it is read afresh.
 */
public final class JsonReaderFuzz {
    private static final byte SEPARATOR = (byte) 0xFF;

    private JsonReaderFuzz() {}

    /**
     * Reads two documents, afresh and one after the other.
     *
     * @param input any bytes
     * @throws AssertionError if the readings differ, or a message is no line
     */
    public static void fuzzerTestOneInput(byte[] input) {
        int split = 0;
        while (split < input.length && input[split] != SEPARATOR) {
            split++;
        }
        byte[] first = Arrays.copyOf(input, split);
        byte[] second = Arrays.copyOfRange(input, Math.min(input.length, split + 1), input.length);
        JsonDocument former = JsonReader.read("f.json", first);
        String fresh = JsonReadingAgainTest.print(JsonReader.read("f.json", second));
        String again = JsonReadingAgainTest.print(JsonReader.read("f.json", second, former));
        if (!fresh.equals(again)) {
            throw new AssertionError(fresh + " but " + again);
        }
        former.problems().forEach(problem -> {
            String text = problem.toString();
            if (text.length() > 1_100 || text.chars().anyMatch(Character::isISOControl)) {
                throw new AssertionError("no line: " + text);
            }
        });
    }
}
