package org.outpub.api.sorcery.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ChangeSet.Change;

class ChangeSetTest {
    private static ObjectSet set(String... entries) {
        ObjectSet.Builder set = ObjectSet.builder("desk", Origin.MEMORY);
        for (String entry : entries) {
            String[] option = entry.split("=", 2);
            set.add(option[0], option[1], Origin.MEMORY);
        }
        return set.build();
    }

    private static List<Change> between(ObjectSet before, ObjectSet after) {
        return ChangeSet.between(before, after).changes();
    }

    @Test
    void onlyTheChangedFieldIsReportedWithItsNewValue() {
        assertEquals(
                List.of(new Change("joe", List.of("10"), List.of("11"))),
                between(set("bob=5", "joe=10"), set("bob=5", "joe=11")));
    }

    @Test
    void equalSetsDifferInNothing() {
        ObjectSet set = set("bob=5", "jim=1", "jim=2");
        assertTrue(ChangeSet.between(set, set).isEmpty());
        assertTrue(ChangeSet.between(set, set("bob=5", "jim=1", "jim=2")).isEmpty());
    }

    @Test
    void addedAndRemovedNamesAreReportedTheRemovedLast() {
        assertEquals(
                List.of(new Change("new", List.of(), List.of("1")), new Change("old", List.of("1"), List.of())),
                between(set("old=1", "same=1"), set("new=1", "same=1")));
    }

    @Test
    void aRepeatedNameIsComparedAsTheListOfItsValues() {
        assertEquals(
                List.of(new Change("jim", List.of("444"), List.of("444", "555"))),
                between(set("jim=444"), set("jim=444", "jim=555")));
        assertFalse(
                ChangeSet.between(set("jim=1", "jim=2"), set("jim=2", "jim=1")).isEmpty());
    }

    @Test
    void namesAreComparedWithoutRegardToCaseAndValuesWithIt() {
        assertTrue(ChangeSet.between(set("Bob=5"), set("bOB=5")).isEmpty());
        assertEquals(List.of(new Change("bob", List.of("A"), List.of("a"))), between(set("Bob=A"), set("bob=a")));
    }

    @Test
    void valuesAreNotPrintedForTheyMayBeSecret() {
        ChangeSet changes = ChangeSet.between(set("password=alt"), set("password=neu"));
        assertEquals("[password]", changes.toString());
        assertEquals("[password]", changes.changes().toString());
    }
}
