package org.outpub.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.publish.StateFolder.InUseException;

class StateFolderTest {
    @TempDir
    private Path folder;

    @AutoClose
    private final CapturedLines log = CapturedLines.of(StateFolder.class.getName());

    private Path state() {
        return folder.resolve("state");
    }

    private void takeAway() throws IOException {
        Files.delete(state().resolve("lock"));
        Files.delete(state());
    }

    @Test
    void aFolderThatIsInUseIsRefusedUntilItIsFree() throws Exception {
        StateFolder first = StateFolder.open(state(), "a.conf");
        for (int i = 0; i < 2; i++) {
            InUseException refused = assertThrows(InUseException.class, () -> StateFolder.open(state(), "b.conf"));
            assertTrue(String.valueOf(refused.getMessage()).contains("another agent of this process"));
        }
        first.close();
        StateFolder.open(state(), "b.conf").close();
        assertEquals(List.of(), warnings());
    }

    @Test
    void whoLooksAtAFolderInUseDoesNotTakeItsLockAway() throws Exception {
        try (StateFolder first = StateFolder.open(state(), "a.conf")) {
            first.keep();
            assertThrows(InUseException.class, () -> StateFolder.open(state(), "b.conf"));
            assertTrue(isLockedForOthers());
        }
        assertFalse(isLockedForOthers());
    }

    @Test
    void aLockThatIsTakenAwayIsTakenAgainAndToldEachTime() throws Exception {
        try (StateFolder first = StateFolder.open(state(), "")) {
            for (int times = 1; times <= 2; times++) {
                takeAway();
                first.keep();
                first.keep();
                assertEquals(times, warnings().size());
                assertTrue(warnings().get(times - 1).contains("keeps other processes out again"));
                assertTrue(isLockedForOthers());
            }
        }
    }

    @Test
    void aFolderThatAnotherTookMeanwhileIsToldOnceAndTakenWhenItIsFree() throws Exception {
        try (StateFolder first = StateFolder.open(state(), "")) {
            takeAway();
            StateFolder second = StateFolder.open(state(), "");
            first.keep();
            first.keep();
            assertEquals(1, warnings().size(), warnings()::toString);
            assertTrue(warnings().get(0).contains("each may remove what the other publishes"));
            second.close();
            first.keep();
            assertTrue(isLockedForOthers());
            assertThrows(InUseException.class, () -> StateFolder.open(state(), ""));
        }
    }

    @Test
    void aLockThatCouldNotBeHadIsTakenOnceItCan() throws Exception {
        Files.createFile(state());
        try (StateFolder first = StateFolder.open(state(), "")) {
            first.keep();
            assertEquals(1, warnings().size(), warnings()::toString);
            Files.delete(state());
            first.keep();
            assertTrue(isLockedForOthers());
            assertEquals(1, warnings().size());
        }
    }

    @Test
    void aFolderThatIsLetGoIsNotTakenAgain() throws Exception {
        StateFolder first = StateFolder.open(state(), "");
        first.close();
        takeAway();
        first.keep();
        assertFalse(Files.exists(state()));
    }

    private List<String> warnings() {
        return log.lines().stream().filter(line -> !line.startsWith("INFO")).toList();
    }

    /** Another process tries; within this one it could not be seen. */
    private boolean isLockedForOthers() throws Exception {
        Process other = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        state().resolve("lock").toString())
                .inheritIO()
                .start();
        int said = other.waitFor();
        assertTrue(said == Other.FREE || said == Other.LOCKED, "the other process ended with " + said);
        return said == Other.LOCKED;
    }

    /** A process that wants the lock. */
    static final class Other {
        static final int FREE = 10;
        static final int LOCKED = 11;

        private Other() {}

        public static void main(String[] arguments) throws IOException {
            try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
                System.exit(channel.tryLock() == null ? LOCKED : FREE);
            }
        }
    }
}
