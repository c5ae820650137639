package org.outpub.sorcery.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.sorcery.Lamp;

/** What a journal holds after whatever happened to its file. */
class JournalCrashTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("state/lamp.journal");
    }

    private JournalWizard<Lamp> open() {
        return new JournalWizard<>(Lamp.TYPE, new JournalFile(file, "lamp"));
    }

    private static Map<String, String> colors(Collection<Lamp> lamps) {
        Map<String, String> colors = new TreeMap<>();
        lamps.forEach(lamp -> colors.put(lamp.id(), lamp.color()));
        return colors;
    }

    private Map<String, String> held() {
        try (JournalWizard<Lamp> wizard = open()) {
            return colors(wizard.retrieveAll());
        }
    }

    private static Lamp lamp(String id, String color) {
        return new Lamp(id, color, 7);
    }

    @Test
    void aFileCutAnywhereHoldsWhatStoodBeforeTheCutAndGoesOn() throws IOException {
        List<Map<String, String>> after = new ArrayList<>();
        List<Long> sizes = new ArrayList<>();
        try (JournalWizard<Lamp> wizard = open()) {
            for (int i = 0; i < 12; i++) {
                wizard.putAll(List.of(lamp("lamp" + i % 5, "color" + i)), i == 7 ? List.of("lamp1") : List.of());
                after.add(colors(wizard.retrieveAll()));
                sizes.add(Files.size(file));
            }
        }
        byte[] whole = Files.readAllBytes(file);
        for (int cut = (int) (long) sizes.get(0); cut <= whole.length; cut += 3) {
            Files.write(file, java.util.Arrays.copyOf(whole, cut));
            int last = 0;
            while (last + 1 < sizes.size() && sizes.get(last + 1) <= cut) {
                last++;
            }
            Map<String, String> expected = new TreeMap<>(after.get(last));
            if (last == 6 && held().size() < expected.size()) {
                expected.remove("lamp1"); // the removal is a line of its own
            }
            assertEquals(expected, held(), "cut at " + cut);
            try (JournalWizard<Lamp> wizard = open()) {
                wizard.putAll(List.of(lamp("next", "red")), List.of());
                wizard.putAll(List.of(lamp("again", "red")), List.of());
            }
            expected.put("next", "red");
            expected.put("again", "red");
            assertEquals(expected, held(), "cut at " + cut);
        }
    }

    @Test
    void aBitThatTurnedCostsNoMoreThanItsLine() throws IOException {
        try (JournalWizard<Lamp> wizard = open()) {
            wizard.putAll(List.of(lamp("a", "red"), lamp("b", "blue"), lamp("c", "green")), List.of());
        }
        byte[] whole = Files.readAllBytes(file);
        int first = new String(whole, StandardCharsets.UTF_8).indexOf('\n') + 1;
        for (int at = first; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x04;
            Files.write(file, damaged);
            Map<String, String> left = held();
            assertTrue(left.size() >= 1, "at " + at + ": " + left);
            left.forEach((id, color) ->
                    assertEquals(Map.of("a", "red", "b", "blue", "c", "green").get(id), color));
        }
    }

    @Test
    void whatIsNoJournalIsSetAsideAndANewOneIsBegun() throws IOException {
        Files.createDirectories(file.getParent());
        List<String> bad = List.of("", "SQLite format 3\0....", "outpub-journal 2 lamp\nx", "\n\n\n");
        for (String content : bad) {
            Files.writeString(file, content);
            assertEquals(Map.of(), held(), content);
            try (JournalWizard<Lamp> wizard = open()) {
                assertTrue(wizard.create(lamp("a", "red")));
            }
            assertEquals(Map.of("a", "red"), held());
        }
        for (int i = 1; i <= bad.size(); i++) {
            assertEquals(bad.get(i - 1), Files.readString(folder.resolve("state/lamp.journal.bad-" + i)));
        }
    }

    @Test
    void manySetAsideAreNoMoreThanNine() throws IOException {
        Files.createDirectories(file.getParent());
        for (int i = 0; i < 20; i++) {
            Files.writeString(file, "bad " + i + "\n");
            assertEquals(Map.of(), held());
        }
        try (var files = Files.list(file.getParent())) {
            assertEquals(9, files.count());
        }
    }

    @Test
    void aFolderThatIsTakenAwayWhileItIsInUseIsWrittenAnewWithAllThatCounts() throws IOException {
        try (JournalWizard<Lamp> wizard = open()) {
            wizard.putAll(List.of(lamp("a", "red"), lamp("b", "blue")), List.of());
            Files.delete(file);
            Files.delete(file.getParent());
            assertEquals(Map.of("a", "red", "b", "blue"), colors(wizard.retrieveAll()));
            wizard.putAll(List.of(lamp("c", "green")), List.of("b"));
            wizard.putAll(List.of(lamp("d", "green")), List.of());
        }
        assertEquals(Map.of("a", "red", "c", "green", "d", "green"), held());
    }

    @Test
    void aFileThatTakesItsPlaceIsNotWrittenInto() throws IOException {
        try (JournalWizard<Lamp> wizard = open()) {
            wizard.putAll(List.of(lamp("a", "red")), List.of());
            Path other = folder.resolve("other");
            Files.writeString(other, "of somebody else\n");
            Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            wizard.putAll(List.of(lamp("b", "blue")), List.of());
        }
        assertEquals(Map.of("a", "red", "b", "blue"), held());
    }

    @Test
    void itDoesNotGrowWithChangesButWithWhatItHolds() throws IOException {
        Random random = new Random(7);
        Map<String, String> expected = new HashMap<>();
        try (JournalWizard<Lamp> wizard = open()) {
            for (int group = 0; group < 300; group++) {
                List<Lamp> lamps = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    Lamp lamp = lamp("lamp" + random.nextInt(500), "color" + random.nextInt());
                    lamps.removeIf(other -> other.id().equals(lamp.id()));
                    lamps.add(lamp);
                    expected.put(lamp.id(), lamp.color());
                }
                wizard.putAll(lamps, List.of());
            }
            assertEquals(expected, new HashMap<>(colors(wizard.retrieveAll())));
            assertTrue(
                    Files.size(file) < 1_200_000,
                    () -> "grew to " + file.toFile().length());
        }
        assertEquals(expected, new HashMap<>(held()));
        assertFalse(Files.exists(file.resolveSibling("lamp.journal.new")));
    }
}
