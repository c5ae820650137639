package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables that say which test proves what name tests that exist, and leave nothing out. */
class RfcCoverageTest {
    private static final Path ROOT = root();
    private static final Path COVERAGE = ROOT.resolve("docs/rfc-coverage.md");
    private static final Path COMPARISON = ROOT.resolve("docs/comparison.md");
    private static final Pattern TEST_NAME = Pattern.compile("`([A-Z][A-Za-z0-9]*)#([a-z][A-Za-z0-9]*)`");
    private static final Pattern PROOF = Pattern.compile("(" + TEST_NAME + ")(, " + TEST_NAME + ")*|(open|not): \\S.+");
    private static final Pattern COUNTS =
            Pattern.compile("(\\d+) of (\\d+) requirements are proved, (\\d+) are open, (\\d+) are left out\\.");

    private record Row(String id, String requirement, String level, String proof) {
        static Row of(String line) {
            String[] cells = line.split("\\|");
            assertEquals(5, cells.length, line);
            return new Row(cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip());
        }

        boolean is(String kind) {
            return proof.startsWith(kind + ":");
        }
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("docs")) ? here : here.getParent();
    }

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(COVERAGE).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| Id ") && !line.startsWith("| ---"))
                .map(Row::of)
                .toList();
    }

    private static List<String> required() throws IOException {
        return Files.readAllLines(ROOT.resolve("integration-tests/src/test/resources/rfc-requirements.txt"));
    }

    @Test
    void everyRequirementHasOneRowOfItsLevel() throws IOException {
        assertEquals(
                required().stream().sorted().toList(),
                rows().stream().map(row -> row.id + " " + row.level).sorted().toList());
    }

    @Test
    void everyRowHasWordsAndEitherTestsOrAReason() throws IOException {
        for (Row row : rows()) {
            assertTrue(row.requirement.length() > 5, row::toString);
            assertTrue(PROOF.matcher(row.proof).matches(), row::toString);
            assertTrue(!row.is("not") || !row.level.equals("core"), row + ": a core requirement cannot be left out");
        }
    }

    @Test
    void theCountsAreRight() throws IOException {
        Matcher counts = COUNTS.matcher(Files.readString(COVERAGE));
        assertTrue(counts.find());
        List<Row> rows = rows();
        long open = rows.stream().filter(row -> row.is("open")).count();
        long not = rows.stream().filter(row -> row.is("not")).count();
        assertEquals(
                List.of(rows.size() - open - not, (long) rows.size(), open, not),
                List.of(
                        Long.parseLong(counts.group(1)),
                        Long.parseLong(counts.group(2)),
                        Long.parseLong(counts.group(3)),
                        Long.parseLong(counts.group(4))));
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Map<String, String> sources = testSources();
        List<String> missing = new ArrayList<>();
        for (Path page : List.of(COVERAGE, COMPARISON)) {
            Matcher named = TEST_NAME.matcher(Files.readString(page));
            while (named.find()) {
                if (!isTest(sources.getOrDefault(named.group(1), ""), named.group(2))) {
                    missing.add(page.getFileName() + ": " + named.group());
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void everyBehaviourThatWeClaimHasATest() throws IOException {
        List<String> claims = Files.readAllLines(COMPARISON).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| Behaviour") && !line.startsWith("| ---"))
                .toList();
        assertTrue(claims.size() > 20);
        for (String line : claims) {
            String[] cells = line.split("\\|");
            assertTrue(cells.length == 8, line);
            boolean claimed = !cells[6].strip().equals("not yet");
            assertEquals(claimed, TEST_NAME.matcher(cells[7]).find(), line);
        }
    }

    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> files = Files.walk(ROOT, 12)) {
            for (Path file : files.filter(RfcCoverageTest::isTestSource).toList()) {
                sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        return sources;
    }

    private static boolean isTestSource(Path file) {
        String path = ROOT.relativize(file).toString();
        return path.contains("src/test/java") && path.endsWith("Test.java");
    }

    private static boolean isTest(String source, String method) {
        Matcher declared =
                Pattern.compile("\\n    (?:    )?void " + method + "\\(").matcher(source);
        if (!declared.find()) {
            return false;
        }
        int end = declared.start();
        int start = source.lastIndexOf("\n\n", end);
        String above = source.substring(Math.max(start, 0), end);
        return above.contains("@Test") || above.contains("@ParameterizedTest");
    }
}
