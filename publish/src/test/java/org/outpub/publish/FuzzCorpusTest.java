package org.outpub.publish;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each fuzzer began with, and every input that it ever found wrong, named {@code found-…}: a folder for each. */
class FuzzCorpusTest {
    private static final Path CORPUS = Path.of("src/test/resources/fuzz");

    static List<Path> inputs() throws IOException {
        try (Stream<Path> files = Files.walk(CORPUS)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void isDealtWithInAMoment(Path file) throws Exception {
        byte[] input = Files.readAllBytes(file);
        assertTrue(input.length <= 4096, "shorten it");
        MethodHandle target = MethodHandles.publicLookup()
                .findStatic(
                        Class.forName(file.getParent().getFileName().toString()),
                        "fuzzerTestOneInput",
                        MethodType.methodType(void.class, byte[].class));
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> target.invoke(input));
    }
}
