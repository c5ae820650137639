package org.outpub.sorcery.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.outpub.sorcery.json.JsonDocument.JsonObject;

/**
 * A reading that takes over what it can of the former one gives what a fresh reading gives. {@code docs/benchmarks.md}
 * says how it is run for longer.
 */
class JsonReadingAgainTest {
    private static final long SEED = 20261126;
    /** How many documents are made; each is edited several times. */
    private static final int DOCUMENTS = Integer.getInteger("reading.documents", 1_500);

    private static final int EDITS = 10;
    private static final String[] VALUES = {
        "\"x\"",
        "1",
        "1e2",
        "true",
        "[\"a\", 2]",
        "[]",
        "\"J\u00e4 \ud83d\udcde\"",
        "\"a\\\"}{b\"",
        "\"\\u0041\"",
        "null",
        "{}",
        "\"a\tb\"",
        "\"a\\u0001b\"",
        "01",
        "[1,]"
    };
    private static final String[] SEPARATORS = {", ", ",\n    ", ",", "\n,\r\n", " ,,", " ", ",\r", "\u00a0,"};

    private Random random = new Random(SEED);
    private int takenOver;

    @Test
    void givesWhatAFreshReadingGivesAfterAnyEdits() {
        for (long seed = SEED; seed < SEED + DOCUMENTS; seed++) {
            random = new Random(seed);
            editAndRead(seed);
        }
        assertTrue(takenOver > DOCUMENTS, takenOver + " readings took something over");
    }

    private void editAndRead(long seed) {
        boolean sane = random.nextInt(4) > 0;
        List<List<String>> types = new ArrayList<>();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            List<String> members = new ArrayList<>();
            for (int size = random.nextInt(20); size >= 0; size--) {
                members.add(member(sane));
            }
            types.add(members);
        }
        String separator = separator(sane);
        JsonDocument former = null;
        for (int i = 0; i < EDITS; i++) {
            String text = text(types, separator, sane);
            JsonDocument again = read(text, former);
            takenOver += former != null && takesOver(text, former) ? 1 : 0;
            assertEquals(print(read(text, null)), print(again), () -> "seed " + seed + "\n" + text);
            former = again;
            edit(types.get(random.nextInt(types.size())), sane);
        }
    }

    private static boolean takesOver(String text, JsonDocument former) {
        MemberTable table = former.table();
        return table != null && JsonRereading.read("main", text.getBytes(StandardCharsets.UTF_8), table) != null;
    }

    private String separator(boolean sane) {
        return SEPARATORS[random.nextInt(sane ? 4 : SEPARATORS.length)];
    }

    private String text(List<List<String>> types, String separator, boolean sane) {
        StringBuilder text = new StringBuilder(sane || random.nextInt(5) > 0 ? "{" : "\ufeff{");
        for (int i = 0; i < types.size(); i++) {
            text.append(i == 0 ? "\n" : ",\n")
                    .append("  \"t")
                    .append(sane ? i : random.nextInt(3))
                    .append("\": {\n    ");
            text.append(String.join(separator, types.get(i))).append("\n  }");
        }
        text.append("\n}\n");
        if (!sane && random.nextInt(8) == 0) {
            text.setCharAt(random.nextInt(text.length()), "\"{}[],:x\n".charAt(random.nextInt(9)));
        }
        return text.toString();
    }

    private String member(boolean sane) {
        StringBuilder member =
                new StringBuilder("\"o" + random.nextInt(12) + "\"" + (random.nextInt(9) == 0 ? " :\n " : ": ") + "{");
        for (int count = random.nextInt(4); count > 0; count--) {
            String value = VALUES[random.nextInt(sane ? 9 : VALUES.length)];
            member.append("\"n")
                    .append(random.nextInt(sane ? 1000 : 4))
                    .append("\": ")
                    .append(value);
            member.append(count > 1 ? random.nextBoolean() ? ",\n      " : ", " : "");
        }
        return member.append('}').toString();
    }

    private void edit(List<String> members, boolean sane) {
        for (int edits = random.nextInt(3); edits >= 0; edits--) {
            int at = random.nextInt(members.size());
            switch (random.nextInt(5)) {
                case 0 -> members.add(at, member(sane));
                case 1 -> Collections.rotate(members.subList(at, Math.min(members.size(), at + 3)), 1);
                case 2 -> {
                    if (members.size() > 1) {
                        members.subList(at, Math.min(members.size() - 1, at + random.nextInt(7)))
                                .clear();
                    }
                }
                default -> members.set(at, member(sane));
            }
        }
    }

    private static JsonDocument read(String text, @Nullable JsonDocument former) {
        return JsonReader.read("main", text.getBytes(StandardCharsets.UTF_8), former);
    }

    static String print(JsonDocument document) {
        StringBuilder text = new StringBuilder();
        document.types()
                .forEach((type, members) -> text.append(type)
                        .append(' ')
                        .append(members.origin())
                        .append('\n')
                        .append(members.objects().stream()
                                .map(JsonReadingAgainTest::print)
                                .collect(Collectors.joining("\n")))
                        .append('\n'));
        return text.append(document.problems()).toString();
    }

    private static String print(JsonObject object) {
        String entries = object.values().entries().stream()
                .map(entry -> entry.name() + "=" + entry.value() + "@" + entry.origin())
                .collect(Collectors.joining(" "));
        return object.values().id() + "@" + object.values().origin() + " " + entries + object.lists()
                + object.values().flaws();
    }

    @Test
    void anObjectWhoseBytesAndPlaceAreTheSameIsTheSameInstance() {
        JsonDocument before = read("{\"t\": {\n \"a\": {\"x\": 1},\n \"b\": {\"x\": 1}}}", null);
        JsonDocument after = read("{\"t\": {\n \"a\": {\"x\": 2},\n \"b\": {\"x\": 1}}}", before);
        assertSame(before.objects("t").get(1), after.objects("t").get(1));
        assertEquals("2", after.objects("t").get(0).values().value(0));
    }
}
