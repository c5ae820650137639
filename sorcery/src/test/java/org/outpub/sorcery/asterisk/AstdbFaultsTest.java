package org.outpub.sorcery.asterisk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.sorcery.Gadget;
import org.outpub.sorcery.Lamp;

/** Files that cannot be read or written as they should. */
class AstdbFaultsTest {
    private static final Lamp RED = new Lamp("desk", "red", 7);
    private final List<Wizard> opened = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        opened.forEach(Wizard::close);
    }

    private Path file() {
        return folder.resolve("astdb.sqlite3");
    }

    private <T extends SorceryObject> Wizard.Store<T> open(AstdbWizardFactory factory, ObjectType<T> type) {
        Wizard.Store<T> store = Astdb.store(factory, type, folder);
        opened.add(store);
        return store;
    }

    private Wizard.Store<Lamp> lamps(String... tuning) {
        return open(Astdb.factory(tuning), Lamp.TYPE);
    }

    private void assertFails(String tried, String why, Runnable runnable) {
        StorageException failed = assertThrows(StorageException.class, runnable::run);
        String message = String.valueOf(failed.getMessage());
        assertTrue(message.startsWith("astdb: cannot " + tried + " " + file() + ": " + why), message);
    }

    @Test
    void aFileThatAnotherProcessHoldsLockedIsToldAndStillRead() throws SQLException {
        Wizard.Store<Lamp> lamps = lamps("busy_timeout", "20");
        lamps.create(RED);
        Lamp blue = new Lamp("desk", "blue", 7);
        try (Astdb other = Astdb.open(file()).run("BEGIN IMMEDIATE")) {
            assertFails("write", "another process, probably Asterisk, holds it locked", () -> lamps.update(blue));
            assertEquals(Optional.of(RED), lamps.retrieve("desk"));
            other.run("ROLLBACK");
            assertEquals(Optional.of(RED), lamps.update(blue));
        }
    }

    @Test
    void aFileOfAsterisksThatIsLockedForGoodIsToldByReadersToo() throws SQLException {
        try (Astdb other = Astdb.asAsteriskMakesIt(file())) {
            Wizard.Store<Lamp> lamps = lamps("busy_timeout", "20");
            lamps.create(RED);
            other.run("BEGIN EXCLUSIVE");
            assertFails("read", "another process, probably Asterisk, holds it locked", () -> lamps.retrieve("desk"));
            assertFails("read", "another process, probably Asterisk, holds it locked", lamps::retrieveAll);
            other.run("COMMIT");
            assertEquals(Optional.of(RED), lamps.retrieve("desk"));
        }
    }

    @Test
    void manyReadersOfALockedFileWaitTogetherAndNotInTurn() throws Exception {
        try (Astdb other = Astdb.asAsteriskMakesIt(file()).run("BEGIN EXCLUSIVE")) {
            Wizard.Store<Lamp> lamps = lamps("busy_timeout", "500");
            ExecutorService readers = Executors.newFixedThreadPool(60);
            long began = System.nanoTime();
            List<Callable<Object>> reads = Collections.nCopies(60, () -> lamps.retrieve("desk"));
            for (Future<Object> read : readers.invokeAll(reads)) {
                assertInstanceOf(
                        StorageException.class,
                        assertThrows(ExecutionException.class, read::get).getCause());
            }
            readers.shutdown();
            Duration inTurn = Duration.ofMillis(60 * 500);
            assertTrue(System.nanoTime() - began < inTurn.toNanos() / 2);
            other.run("COMMIT");
            assertEquals(Optional.empty(), lamps.retrieve("desk"));
        }
    }

    @Test
    void aFullDiskIsToldAndWhatWasStoredStays() {
        Wizard.Store<Lamp> lamps = lamps("max_page_count", "12");
        List<Lamp> stored = new ArrayList<>();
        assertFails("write", "the disk is full; make room", () -> {
            for (int i = 0; i < 1000; i++) {
                Lamp lamp = new Lamp("lamp" + i, "red ".repeat(200), 7);
                lamps.create(lamp);
                stored.add(lamp);
            }
        });
        assertTrue(!stored.isEmpty() && stored.size() < 1000);
        assertEquals(stored.size(), lamps.retrieveAll().size());
        stored.forEach(lamp -> assertEquals(Optional.of(lamp), lamps.retrieve(lamp.id())));
        assertTrue(lamps.delete("lamp0").isPresent(), "room can be made");
    }

    @Test
    void aFileThatMayNotBeWrittenIsToldAndStillRead() throws SQLException {
        try (Astdb other = Astdb.asAsteriskMakesIt(file())) {
            other.put("/outpub/lamp/desk", "{\"color\":\"red\",\"watts\":\"7\"}");
        }
        String readOnly = "1";
        Wizard.Store<Lamp> lamps = lamps("open_mode", readOnly);
        assertFails("write", "it may not be written; check the rights", () -> lamps.delete("desk"));
        assertEquals(Optional.of(RED), lamps.retrieve("desk"));
    }

    @Test
    void aFileThatIsNoDatabaseIsToldAndLeftAlone() throws IOException {
        Files.writeString(file(), "[general]\n".repeat(500));
        Wizard.Store<Lamp> lamps = lamps();
        assertFails("read", "it is not an SQLite database; move it away", () -> lamps.retrieve("desk"));
        assertFails("write", "it is not an SQLite database; move it away", () -> lamps.create(RED));
        assertEquals("[general]\n".repeat(500), Files.readString(file()));
        Files.delete(file());
        assertTrue(lamps.create(RED), "works again once it is moved away");
        assertEquals(Optional.of(RED), lamps.retrieve("desk"));
    }

    @Test
    void aDamagedFileIsTold() throws IOException {
        Wizard.Store<Lamp> before = lamps();
        for (int i = 0; i < 100; i++) {
            before.create(new Lamp("lamp" + i, "red ".repeat(100), 7));
        }
        before.close();
        try (RandomAccessFile bytes = new RandomAccessFile(file().toFile(), "rw")) {
            int page = 4096;
            bytes.seek(page);
            bytes.write(new byte[(int) bytes.length() - page]);
        }
        assertFails("read", "it is damaged; restore it from a backup", lamps()::retrieveAll);
    }

    @Test
    void aFolderThatDoesNotExistIsToldByWritersAndEmptyForReaders() throws IOException {
        Wizard.Store<Lamp> lamps = lamps();
        Files.delete(folder);
        assertEquals(Optional.empty(), lamps.retrieve("desk"));
        assertFails("write", "it cannot be opened; check that its folder exists", () -> lamps.create(RED));
        Files.createDirectory(folder);
        assertTrue(lamps.create(RED));
    }

    @Test
    void aFolderInThePlaceOfTheFileIsTold() throws IOException {
        Files.createDirectory(file());
        assertFails("read", "it cannot be opened", () -> lamps().retrieve("desk"));
    }

    @Test
    void nothingIsWrittenIntoAFileThatWasRemovedOrReplaced() throws IOException, SQLException {
        Wizard.Store<Lamp> lamps = lamps();
        lamps.create(RED);
        lamps.retrieve("desk");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
        assertEquals(Optional.empty(), lamps.retrieve("desk"));
        Lamp blue = new Lamp("desk", "blue", 7);
        assertTrue(lamps.create(blue));
        try (Astdb other = Astdb.open(file())) {
            assertEquals("1", other.ask("SELECT count(*) FROM astdb"));
        }
        assertEquals(Optional.of(blue), lamps.retrieve("desk"));
    }

    @Test
    void aFileIsNotMadeByReading() {
        assertEquals(0, lamps().retrieveAll().size());
        assertTrue(Files.notExists(file()));
    }

    @Test
    void typesOfOneFileShareWhatIsOpenAndTheLastOneClosesIt() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")));
        AstdbWizardFactory factory = Astdb.factory();
        Wizard.Store<Lamp> lamps = open(factory, Lamp.TYPE);
        Wizard.Store<Gadget> gadgets = open(factory, Gadget.TYPE);
        lamps.create(RED);
        gadgets.create(Gadget.with("a", "x"));
        lamps.retrieveAll();
        gadgets.retrieveAll();
        assertEquals(2, timesOpen(), "one that writes and one that reads");
        lamps.close();
        lamps.close();
        assertEquals(1, gadgets.retrieveAll().size());
        gadgets.close();
        assertEquals(0, timesOpen());
    }

    private long timesOpen() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(this::isTheFile).count();
        }
    }

    private boolean isTheFile(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file().toRealPath());
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
