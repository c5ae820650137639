package org.outpub.sorcery.file;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Throwables;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever was done to the files: soon after the last change the live objects and the told problems are those of a fresh
 * store, nothing went away that the files hold, and the next edits are seen too. {@code -Dfiles.seed=N} runs one sequence,
 * {@code -Dfiles.seeds=N} so many.
 */
class FilesPropertyTest {
    private static final int SIMULATED = 2_000;
    private static final int REAL = 200;

    @TempDir
    Path temporary;

    /** One sequence. */
    private interface Sequence {
        void play(long seed) throws IOException;
    }

    private static void each(int usually, Sequence sequence) {
        Long only = Long.getLong("files.seed");
        int count = Integer.getInteger("files.seeds", usually);
        LongStream seeds = only == null ? LongStream.range(0, count) : LongStream.of(only);
        List<String> failures = seeds.parallel()
                .mapToObj(seed -> failure(seed, sequence))
                .flatMap(Optional::stream)
                .toList();
        assertTrue(
                failures.isEmpty(),
                () -> failures.size() + " of them fail: "
                        + String.join("\n", failures.subList(0, Math.min(3, failures.size()))));
    }

    private static Optional<String> failure(long seed, Sequence sequence) {
        try {
            sequence.play(seed);
            return Optional.empty();
        } catch (AssertionError | RuntimeException | IOException failed) {
            return Optional.of("-Dfiles.seed=" + seed + ": " + Throwables.getStackTraceAsString(failed));
        }
    }

    @Test
    void onASimulatedFileSystem() {
        each(SIMULATED, seed -> {
            SimulatedTime time = new SimulatedTime();
            Configuration unix = Configuration.unix().toBuilder()
                    .setAttributeViews("basic", "owner", "posix", "unix")
                    .setFileTimeSource(time)
                    .build();
            try (FileSystem files = Jimfs.newFileSystem(unix)) {
                Path root = Files.createDirectories(files.getPath("/etc/lights"));
                new FilesSimulation(seed, root, time, true).run();
            }
        });
    }

    @Test
    void onARealFileSystem() {
        each(REAL, seed -> {
            Path root = Files.createDirectory(temporary.resolve("seed" + seed));
            new FilesSimulation(seed, root, new SimulatedTime(), false).run();
        });
    }
}
