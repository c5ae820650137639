package org.outpub.sorcery.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.sorcery.SorceryStore;

/** Objects in a JSON file, seen through a store. */
class JsonWizardTest {
    @TempDir
    Path folder;

    private SorceryStore store;
    private Path file;

    @BeforeEach
    void open() {
        store = SorceryStore.builder().folder(folder).build();
        store.register(Shelf.TYPE, Mapping.of("json", "shelves.json"));
        file = folder.resolve("shelves.json");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private ReloadReport load(String text) throws IOException {
        Files.writeString(file, text);
        return store.reload();
    }

    private List<String> problems(ReloadReport report) {
        return report.problems().stream()
                .map(problem -> problem.toString().replace(file.toString(), "f"))
                .toList();
    }

    private static String told(ReloadReport report) {
        return String.valueOf(report.types().get("shelf"));
    }

    private Shelf shelf(String id) {
        return store.retrieve(Shelf.TYPE, id).orElseThrow();
    }

    @Test
    void valuesOfEveryKindReachTheirFields() throws Exception {
        ReloadReport report = load("""
                {"shelf": {
                  "wall": {"label": "Novels", "height": 60, "depth": 0.25, "open": true, "wood": "Oak",
                           "sizes": [100, "200", 300], "book": ["Emma", "Persuasion"], "@note": "left"},
                  "desk": {"label": 7, "HEIGHT": "50", "sizes": "1, 2", "volume": "Faust"}
                }}
                """);
        assertEquals(List.of(), problems(report));
        assertEquals(
                new Shelf(
                        "wall",
                        "Novels",
                        60,
                        0.25,
                        true,
                        "oak",
                        List.of(100L, 200L, 300L),
                        List.of("Emma", "Persuasion"),
                        Map.of("@note", "left")),
                shelf("wall"));
        assertEquals(
                new Shelf("desk", "7", 50, 0.3, false, "pine", List.of(1L, 2L), List.of("Faust"), Map.of()),
                shelf("desk"));
    }

    @Test
    void aBadValueRefusesItsObjectOnlyAndIsToldWithLineAndColumn() throws Exception {
        ReloadReport report = load("""
                {"shelf": {
                  "a": {"label": "A", "height": "tall"},
                  "b": {"label": "B", "hight": 5},
                  "c": {"label": ["C", "c"]},
                  "d": {"label": "D", "sizes": [1, "2,3"]},
                  "e": {"label": null},
                  "f": {"label": "F", "sizes": [], "wrong": []},
                  "g": {"label": "G", "sizes": []},
                  "h": {"label": "H", "@x": ["1", "2"]}
                }}
                """);
        assertEquals(
                List.of(
                        "f:2:23: shelf 'a': height: 'tall' is not a number of centimetres from 1 to 300; it is left out",
                        "f:3:23: shelf 'b': unknown option 'hight'; did you mean 'height'?; it is left out",
                        "f:4:9: shelf 'c': label: a list stands here; expected one value; it is left out",
                        "f:5:36: shelf 'd': sizes: a comma in an item; expected items of their own; it is left out",
                        "f:6:18: shelf 'e': label: null is no value; expected text, a number, true, false or a list, or"
                                + " leave the option out; it is left out",
                        "f:7:36: shelf 'f': unknown option 'wrong'; expected one of label, height, depth, open, wood,"
                                + " sizes, book, dust; it is left out",
                        "f:9:23: shelf 'h': @x: a list stands here; expected one value; it is left out"),
                problems(report).stream()
                        .filter(problem -> !problem.contains("required option"))
                        .toList());
        assertEquals(
                List.of("g"),
                store.retrieveAll(Shelf.TYPE).stream().map(SorceryObject::id).toList());
    }

    @Test
    void aFlawThatAppearsKeepsTheFormerObjectAndMendingItAppliesIt() throws Exception {
        load("{\"shelf\": {\"a\": {\"label\": \"A\"}, \"b\": {\"label\": \"B\"}}}");
        ReloadReport report = load("{\"shelf\": {\"a\": {\"label\": null}, \"b\": {\"label\": \"BB\"}}}");
        assertEquals("1 updated, 1 kept as before", told(report));
        assertEquals("A", shelf("a").label());
        assertEquals("BB", shelf("b").label());
        assertEquals(
                "1 updated, 1 unchanged",
                told(load("{\"shelf\": {\"a\": {\"label\": \"AA\"}, \"b\": {\"label\": \"BB\"}}}")));
        assertEquals("AA", shelf("a").label());
    }

    @Test
    void aDamagedFileKeepsEverythingThatIsLiveWhereverItIsCut() throws Exception {
        String whole = "{\"shelf\": {\"a\": {\"label\": \"A\"}, \"b\": {\"label\": \"B\"}}}";
        load(whole);
        for (int length = 0; length < whole.length(); length++) {
            ReloadReport report = load(whole.substring(0, length));
            assertTrue(report.hasErrors(), "cut after " + length);
            assertTrue(!report.changedAnything(), "cut after " + length);
        }
        assertEquals("2 unchanged", told(load(whole)));
    }

    @Test
    void aFileThatIsGoneKeepsEverythingThatIsLive() throws Exception {
        load("{\"shelf\": {\"a\": {\"label\": \"A\"}}}");
        Files.delete(file);
        ReloadReport report = store.reload();
        assertEquals(List.of("f: cannot be read: there is no such file"), problems(report));
        assertEquals("A", shelf("a").label());
    }

    @Test
    void removingTheLastObjectRemovesIt() throws Exception {
        load("{\"shelf\": {\"a\": {\"label\": \"A\"}}}");
        assertEquals("1 deleted", told(load("{}")));
    }

    @Test
    void anIdThatStandsTwiceIsToldAndTheFirstCounts() throws Exception {
        ReloadReport report = load("{\"shelf\": {\"a\": {\"label\": \"A\"},\n\"a\": {\"label\": \"B\"}}}");
        assertEquals(
                List.of("f:2:1: shelf 'a' stands here again; the first is at f:1:12, and this one is left out"),
                problems(report));
        assertEquals("A", shelf("a").label());
    }

    @Test
    void typesThatNobodyKnowsAreToldAndThoseOfAsteriskAreNot() throws Exception {
        ReloadReport report = load("{\"endpoint\": {\"x\": {}}, \"shelve\": {\"x\": {}}}");
        assertEquals(
                List.of("f:1:25: unknown object type 'shelve'; its objects are not used; did you mean 'shelf'?"),
                problems(report));
    }

    @Test
    void aSlipInATypeKeepsItsObjectsUntilItIsMended() throws Exception {
        load("{\"shelf\": {\"a\": {\"label\": \"A\"}}}");
        for (String label : List.of("A", "B")) {
            ReloadReport slip = load("{\"shlef\": {\"a\": {\"label\": \"" + label + "\"}}}");
            assertEquals(
                    List.of(
                            "f:1:2: unknown object type 'shlef'; its objects are not used; did you mean 'shelf'?",
                            "f:1:2: there is no object type 'shelf' any more, and an unknown one near it;"
                                    + " keeping its previous objects"),
                    problems(slip));
            assertEquals("A", shelf("a").label());
        }
        assertEquals("1 updated", told(load("{\"shelf\": {\"a\": {\"label\": \"B\"}}}")));
        assertEquals("1 deleted", told(load("{}")));
    }

    @Test
    void whatIsTooLargeIsNotRead() throws Exception {
        load("{\"shelf\": {\"a\": {\"label\": \"A\"}}}");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(100L << 20);
        }
        assertEquals(List.of("f: cannot be read: it is larger than 64 MiB"), problems(store.reload()));
        assertEquals("A", shelf("a").label());
    }

    @Test
    void movingAnObjectWithinTheFileChangesNothing() throws Exception {
        load("{\"shelf\": {\"a\": {\"label\": \"A\"}, \"b\": {\"label\": \"B\"}}}");
        assertEquals("2 unchanged", told(load("{\"shelf\":\n{\"b\": {\"label\": \"B\"}, \"a\": {\"label\": \"A\"}}}")));
    }

    @Test
    void theMappingNamesOneFile() {
        SorceryStore other = SorceryStore.builder().build();
        for (String arguments : List.of("", "a.json,criteria=type=shelf")) {
            assertThrows(
                    IllegalArgumentException.class, () -> other.register(Shelf.TYPE, Mapping.of("json", arguments)));
        }
    }

    @Test
    void theFileIsWatchedBeforeAndAfterItIsThere() throws Exception {
        store.reload();
        assertTrue(store.watched().contains(file));
        load("{}");
        assertTrue(store.watched().contains(file));
    }
}
