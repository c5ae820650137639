package org.outpub.sorcery.ini.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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

    @Test
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

    private static IniDocument read(String text, byte[] included) {
        return IniReader.read(
                "main",
                text.getBytes(StandardCharsets.UTF_8),
                (pattern, file, problems) -> List.of(new Includes.IncludedFile(pattern, included)));
    }

    @Test
    void aFileThatIsIncludedTenThousandTimesIsReadUpToABoundThatIsToldWithItsLine() {
        byte[] part = "[a]\nx=1\n".repeat(1_250).getBytes(StandardCharsets.UTF_8);
        IniDocument document = read("#include part\n".repeat(10_000), part);
        List<String> problems =
                document.problems().stream().map(Object::toString).toList();
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(
                problems.get(0).matches("part:\\d+: more than 500000 sections in all; what follows is not read"),
                problems::toString);
        assertEquals(500_000, document.sections().size());
    }

    @Test
    void noMoreBytesAreReadThanABoundAllows() {
        byte[] part = (";" + "x".repeat(80) + "\n").repeat(12_800).getBytes(StandardCharsets.UTF_8);
        IniDocument document = read("\n#include part\n".repeat(100), part);
        assertEquals(
                List.of("main:128: with part more than 64 MiB in all; what follows is not read"),
                document.problems().stream().map(Object::toString).toList());
    }

    @Test
    void veryManyProblemsAreNotToldOneByOneAndTheirWorstCounts() {
        IniDocument document = read("[a]\n" + "nonsense\n".repeat(5_000) + "[b\n", new byte[0]);
        assertEquals(1_001, document.problems().size());
        assertEquals(
                "main:1002: 4001 more problems, from here on, are not told",
                document.problems().get(1_000).toString());
        assertTrue(document.isDamaged());
    }

    @Test
    void aValueMayBeAsLongAsInOtherFormatsAndNoLonger() {
        String line = "x+=" + "y".repeat(4_096) + "\n";
        assertEquals(false, read("[a]\n" + line.repeat(16), new byte[0]).isDamaged());
        assertEquals(
                List.of("main:18: 'x' grows longer than 65536 characters"),
                read("[a]\n" + line.repeat(17), new byte[0]).problems().stream()
                        .map(Object::toString)
                        .toList());
    }
}
