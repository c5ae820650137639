package org.outpub.publish.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * Configurations in the shapes in which they are found in the world, and all that {@code check} says of each: what stands
 * in {@code expected.txt} beside them.
 */
class CorpusTest {
    private static final Path CORPUS = Path.of("src/test/resources/corpus");

    static Stream<String> folders() throws IOException {
        try (Stream<Path> folders = Files.list(CORPUS)) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
        }
    }

    /** With OUTPUB_WRITE=yes in the environment the expectation is written anew instead. */
    @ParameterizedTest
    @MethodSource("folders")
    void eachMessageIsAsExpected(String name) throws IOException {
        Path folder = CORPUS.resolve(name);
        StringWriter said = new StringWriter();
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(said));
        int exit = command.execute("check", "--config", folder.toString());
        String told = said.toString().replace(folder + "/", "") + "exit " + exit + "\n";
        Path expected = folder.resolve("expected.txt");
        if ("yes".equals(System.getenv("OUTPUB_WRITE"))) {
            Files.writeString(expected, told);
        }
        assertEquals(Files.readString(expected), told);
    }
}
