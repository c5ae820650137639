package org.outpub.sorcery.asterisk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.sorcery.Lamp;

/** A process that is killed in the midst of its writes loses none that was acknowledged. */
class AstdbCrashTest {
    private static final int ENOUGH = 200;
    private final long[] acknowledged = new long[AcknowledgingWriter.THREADS];

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("astdb.sqlite3");
    }

    @Test
    @Timeout(120)
    void inAFileThatWasMadeHere() throws Exception {
        killInTheMidstOfWrites();
        everythingAcknowledgedIsThere();
        killInTheMidstOfWrites();
        everythingAcknowledgedIsThere();
    }

    @Test
    @Timeout(120)
    void inAFileOfAsterisks() throws Exception {
        Astdb.asAsteriskMakesIt(file()).close();
        killInTheMidstOfWrites();
        everythingAcknowledgedIsThere();
    }

    private void killInTheMidstOfWrites() throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AcknowledgingWriter.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        int read = 0;
        try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                note(line);
                if (++read == ENOUGH) {
                    // SIGKILL, and by the handle, which leaves the pipe open: what was acknowledged in it counts
                    assertTrue(writer.toHandle().destroyForcibly());
                }
            }
        } finally {
            writer.destroyForcibly();
        }
        assertTrue(writer.waitFor(30, TimeUnit.SECONDS));
        assertTrue(read >= ENOUGH, "ended on its own after " + read);
    }

    /** The last line may be torn. */
    private void note(String line) {
        String[] words = line.split(" ");
        if (words.length == 3 && words[2].equals("ok")) {
            int thread = Integer.parseInt(words[0]);
            acknowledged[thread] = Math.max(acknowledged[thread], Long.parseLong(words[1]));
        }
    }

    private void everythingAcknowledgedIsThere() throws SQLException {
        Wizard.Store<Lamp> lamps = Astdb.store(Astdb.factory(), Lamp.TYPE, folder);
        for (int thread = 0; thread < acknowledged.length; thread++) {
            Lamp newest = lamps.retrieve("newest of " + thread).orElseThrow();
            assertTrue(Long.parseLong(newest.color()) >= acknowledged[thread], newest::toString);
            for (long version = 1; version <= acknowledged[thread]; version++) {
                assertTrue(
                        lamps.retrieve(AcknowledgingWriter.id(thread, version)).isPresent());
            }
        }
        assertTrue(lamps.create(new Lamp("after " + System.nanoTime(), "red", 1)), "it can be written");
        lamps.close();
        try (Astdb astdb = Astdb.open(file())) {
            assertEquals("ok", astdb.ask("PRAGMA integrity_check"));
        }
    }
}
