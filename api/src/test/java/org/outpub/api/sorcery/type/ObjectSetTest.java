package org.outpub.api.sorcery.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.outpub.api.config.Origin;

class ObjectSetTest {
    private static final Origin HEADER = Origin.of("a/x.conf", 10);

    private static ObjectSet.Builder set() {
        return ObjectSet.builder("desk", HEADER);
    }

    @Test
    void entriesKeepOrderRepetitionAndPlace() {
        ObjectSet set = set().add("b", "1", "a/x.conf", 11)
                .add("a", "2", "a/x.conf", 12)
                .add("b", "3", "a/x.conf", 14)
                .build();
        assertEquals(
                List.of("b at a/x.conf:11", "a at a/x.conf:12", "b at a/x.conf:14"),
                set.entries().stream().map(ObjectSet.Entry::toString).toList());
        assertEquals(Optional.of("1"), set.first("B"));
        assertEquals(Optional.of("3"), set.last("B"));
        assertEquals(Optional.empty(), set.last("c"));
    }

    @Test
    void everyEntryKeepsItsOwnFileHoweverManyThereAre() {
        ObjectSet.Builder builder = set();
        IntStream.range(0, 100)
                .forEach(i -> builder.add("n" + i, "v", i < 20 || i % 3 == 0 ? "a/x.conf" : "t.conf", i));
        ObjectSet set = builder.build();
        assertEquals(100, set.size());
        IntStream.range(0, 100)
                .forEach(i -> assertEquals(
                        Origin.of(i < 20 || i % 3 == 0 ? "a/x.conf" : "t.conf", i), set.origin(i), "entry " + i));
    }

    @Test
    void anEntryMayComeFromAnotherFileThanTheHeader() {
        ObjectSet set = set().add("a", "1", "t.conf", 3).build();
        assertEquals("t.conf:3", set.origin(0).toString());
        assertEquals("a/x.conf:10", set.origin().toString());
    }

    @Test
    void movingASectionWithinItsFileIsTheSameContent() {
        ObjectSet before = set().add("a", "1", "a/x.conf", 11).build();
        ObjectSet after = ObjectSet.builder("desk", Origin.of("a/x.conf", 90))
                .add("a", "1", "a/x.conf", 95)
                .build();
        assertTrue(before.sameContent(after));
    }

    @Test
    void movingASectionToAnotherFolderIsNotBecauseRelativePathsMeanSomethingElse() {
        ObjectSet before = set().add("a", "1", "a/x.conf", 11).build();
        assertFalse(before.sameContent(set().add("a", "1", "b/x.conf", 11).build()));
    }

    @Test
    void anotherValueNameOrderOrIdIsAnotherContent() {
        ObjectSet set = set().add("a", "1", HEADER).add("b", "2", HEADER).build();
        assertFalse(set.sameContent(
                set().add("a", "1", HEADER).add("b", "3", HEADER).build()));
        assertFalse(set.sameContent(
                set().add("a", "1", HEADER).add("c", "2", HEADER).build()));
        assertFalse(set.sameContent(
                set().add("b", "2", HEADER).add("a", "1", HEADER).build()));
        assertFalse(set.sameContent(set().add("a", "1", HEADER).build()));
        assertFalse(set.sameContent(ObjectSet.builder("other", HEADER)
                .add("a", "1", HEADER)
                .add("b", "2", HEADER)
                .build()));
    }

    @Test
    void valuesAreNotPrintedForTheyMayBeSecret() {
        ObjectSet set = set().add("password", "geheim", HEADER).build();
        assertFalse((set + set.entries().toString()).contains("geheim"));
    }

    @Test
    void columnsAreKeptWhereTheyAreKnown() {
        ObjectSet.Builder builder =
                ObjectSet.builder("a", new Origin("f", 1, 1)).add("plain", "0", "f", 1);
        for (int i = 1; i < 20; i++) {
            builder.add("x" + i, "v", "f", i, 100 + i);
        }
        ObjectSet set = builder.build();
        assertEquals(new Origin("f", 1, 0), set.origin(0));
        assertEquals(new Origin("f", 19, 119), set.origin(19));
        assertEquals(new Origin("f", 19, 119), set.withId("b").origin(19));
        assertEquals(new Origin("f", 5, 105), set.with("x5", List.of("w")).origin(5));
    }

    @Test
    void flawsGoWithTheSetAndMakeItDiffer() {
        ObjectSet plain = ObjectSet.builder("a", Origin.MEMORY).build();
        ObjectSet flawed = ObjectSet.builder("a", Origin.MEMORY)
                .flaw(new Origin("f", 3, 4), "x: null")
                .build();
        assertEquals(
                "f:3:4: x: null",
                flawed.with("x", List.of("1")).withId("b").flaws().get(0).toString());
        assertEquals(List.of(), plain.flaws());
        assertFalse(plain.sameContent(flawed));
    }
}
