package org.outpub.sorcery.ini.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts that are small and ask for more work or memory than any file should. */
class IniReaderBoundsTest {
    static Stream<String> greedyTexts() {
        StringBuilder doubling = new StringBuilder("[t0](!)\nx=1\n");
        for (int i = 1; i < 60; i++) {
            doubling.append("[t")
                    .append(i)
                    .append("](!,t")
                    .append(i - 1)
                    .append(",t")
                    .append(i - 1)
                    .append(")\n");
        }
        return Stream.of(
                doubling.toString(),
                "[a]\n" + "x += yyyyyyyyyyyyyyyyyyyy\n".repeat(50_000),
                "[a]\n" + "x=1\n".repeat(50_000),
                "[a](!)\n".repeat(30_000) + "[a](+)\nx=1\n".repeat(30_000),
                "[a]\nx=1\n".repeat(10_000) + "[a](+y=z)\n".repeat(10_000));
    }

    @ParameterizedTest
    @MethodSource("greedyTexts")
    void areReadInAMomentAndToldAsErrors(String text) {
        IniDocument document = assertTimeoutPreemptively(
                Duration.ofMinutes(2),
                () -> IniReader.read(
                        "main", text.getBytes(StandardCharsets.UTF_8), (pattern, file, problems) -> List.of()));
        assertTrue(
                document.isDamaged(),
                () -> "no error among " + document.problems().size());
    }

    @org.junit.jupiter.api.Test
    void filesThatIncludeManyFilesThatIncludeManyFilesAreStopped() {
        byte[] text = "#include next\n".repeat(200).getBytes(StandardCharsets.UTF_8);
        int[] files = {0};
        IniDocument document = assertTimeoutPreemptively(
                Duration.ofMinutes(2),
                () -> IniReader.read(
                        "main",
                        text,
                        (pattern, file, problems) -> List.of(new Includes.IncludedFile("f" + files[0]++, text))));
        assertTrue(document.isDamaged());
        assertEquals(true, files[0] < 100_000, () -> files[0] + " files");
    }
}
