package org.outpub.sorcery.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.sorcery.Lamp;
import org.outpub.sorcery.SorceryStore;

/** What happens to files that must not stop anything: after each recovery, the next ordinary edit, twice. */
class HotReloadSequencesTest {
    @TempDir
    Path folder;

    private final SimulatedTime time = new SimulatedTime();
    private Path file;
    private SorceryStore store;

    @BeforeEach
    void open() {
        file = folder.resolve("lamps.conf");
        store = SorceryStore.builder().ticker(time).folder(folder).build();
        store.register(Lamp.TYPE, Mapping.of("config", "lamps.conf,criteria=type=lamp"));
    }

    private static String lamp(int watts) {
        return "[a]\ntype=lamp\ncolor=red\nwatts=" + watts + "\n";
    }

    private ReloadReport write(String text) throws IOException {
        Files.writeString(file, text);
        return store.reload();
    }

    private long watts() {
        return store.retrieve(Lamp.TYPE, "a").orElseThrow().watts();
    }

    private void nextEditsAreSeen(String rest) throws IOException {
        for (int watts = 51; watts <= 52; watts++) {
            assertFalse(write(lamp(watts) + rest).hasErrors());
            assertEquals(watts, watts());
        }
        assertTrue(write(lamp(53) + rest + "[broken\n").hasErrors());
        assertEquals(52, watts());
        assertFalse(write(lamp(54) + rest).hasErrors());
        assertEquals(54, watts());
    }

    @Test
    void theFileIsGoneForOneReload() throws IOException {
        write(lamp(5));
        Files.delete(file);
        assertTrue(store.reload().hasErrors());
        assertEquals(5, watts());
        write(lamp(6));
        nextEditsAreSeen("");
    }

    @Test
    void theFileWasNotThereAtFirst() throws IOException {
        assertTrue(store.reload().hasErrors());
        write(lamp(6));
        nextEditsAreSeen("");
    }

    @Test
    void aFolderOfItsNameStandsThereForOneReload() throws IOException {
        write(lamp(5));
        Files.delete(file);
        Files.createDirectory(file);
        assertTrue(store.reload().hasErrors());
        Files.delete(file);
        write(lamp(6));
        nextEditsAreSeen("");
    }

    @Test
    void anIncludeCannotBeReadOnce() throws IOException {
        Path more = folder.resolve("more.conf");
        Files.writeString(more, "[b]\ntype=lamp\ncolor=red\n");
        String include = "#include more.conf\n";
        write(lamp(5) + include);
        Files.delete(more);
        assertTrue(store.reload().hasErrors());
        Files.writeString(more, "[b]\ntype=lamp\ncolor=blue\n");
        assertFalse(store.reload().hasErrors());
        assertEquals("blue", store.retrieve(Lamp.TYPE, "b").orElseThrow().color());
        nextEditsAreSeen(include);
    }

    @Test
    void aFileThatIsEmptiedInPlaceTakesNothingAlongHoweverLongItStaysSo() throws IOException {
        write(lamp(5));
        ReloadReport report = write(" \n");
        String told = report.problems().toString();
        assertTrue(told.contains("it was emptied, as by accident"), told);
        assertEquals("lamp: 1 kept as before", report.toString());
        time.pass(Duration.ofHours(9));
        assertTrue(store.reload().hasErrors());
        assertEquals(5, watts());
        write(lamp(6));
        assertEquals(6, watts());
        nextEditsAreSeen("");
    }

    @Test
    void aFileThatWasEmptiedCountsOnceSomebodySaysThatItIsMeant() throws IOException {
        write(lamp(5));
        write("");
        assertFalse(store.reloadAcceptingEmpty().hasErrors());
        assertTrue(store.retrieveAll(Lamp.TYPE).isEmpty());
        assertFalse(store.reload().hasErrors());
        nextEditsAreSeen("");
    }

    @Test
    void severalSectionsThatAreGoneAllAtOnceAreNoWishWhateverIsLeft() throws IOException {
        for (String nothing : List.of("", "; made by a script that found nothing\n")) {
            write(lamp(5) + "[b]\ntype=lamp\ncolor=red\n");
            Path next = Files.writeString(folder.resolve("next"), nothing);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
            for (int again = 0; again < 2; again++) {
                ReloadReport report = store.reload();
                assertTrue(report.problems().toString().contains("no sections are left"), report.problems()::toString);
                assertEquals("lamp: 2 kept as before", report.toString());
            }
        }
        write(lamp(5) + "[b]\ntype=lamp\ncolor=red\n");
        nextEditsAreSeen("");
    }

    @Test
    void severalSectionsThatAreGoneAllAtOnceAreGoneOnceSomebodySaysThatItIsMeant() throws IOException {
        write(lamp(5) + "[b]\ntype=lamp\ncolor=red\n");
        assertTrue(write("; none\n").hasErrors());
        assertEquals("lamp: 2 deleted", store.reloadAcceptingEmpty().toString());
        assertFalse(store.reload().hasErrors());
        nextEditsAreSeen("");
    }

    @Test
    void sectionsThatAreDeletedOneByOneAreGone() throws IOException {
        write(lamp(5) + "[b]\ntype=lamp\ncolor=red\n");
        assertFalse(write(lamp(5)).hasErrors());
        assertFalse(write("; none\n").hasErrors());
        assertTrue(store.retrieveAll(Lamp.TYPE).isEmpty());
    }

    @Test
    void aFileWithACommentOnlyCountsAsEmptyAtOnce() throws IOException {
        write(lamp(5));
        assertFalse(write("; none\n").hasErrors());
        assertTrue(store.retrieveAll(Lamp.TYPE).isEmpty());
    }

    @Test
    void anEmptyFileThatIsPutInItsPlaceCountsAtOnce() throws IOException {
        write(lamp(5));
        Path empty = Files.writeString(folder.resolve("empty"), "");
        Files.move(empty, file, StandardCopyOption.REPLACE_EXISTING);
        assertFalse(store.reload().hasErrors());
        assertTrue(store.retrieveAll(Lamp.TYPE).isEmpty());
    }

    @Test
    void aFolderThatIsGoneTakesNothingAlongEvenIfItMayBeMissing() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("conf.d"));
        Path away = folder.resolve("away");
        Files.writeString(inner.resolve("b.conf"), "[b]\ntype=lamp\ncolor=red\n");
        String include = "#tryinclude conf.d/*.conf\n";
        write(lamp(5) + include);
        Files.move(inner, away);
        String told = store.reload().problems().toString();
        assertTrue(told.contains("is gone; what was read from it stays"), told);
        assertTrue(store.reload().hasErrors());
        assertTrue(store.retrieve(Lamp.TYPE, "b").isPresent());
        Files.move(away, inner);
        assertFalse(store.reload().hasErrors());
        nextEditsAreSeen(include);
        Files.delete(inner.resolve("b.conf"));
        assertFalse(store.reload().hasErrors());
        assertFalse(store.retrieve(Lamp.TYPE, "b").isPresent());
    }

    @Test
    void aDeviceIsNeverOpened() throws IOException {
        String told = write(lamp(5) + "#include /dev/zero\n").problems().toString();
        assertTrue(told.contains("/dev/zero: not a regular file; left out"), told);
        assertEquals(5, watts());
    }
}
