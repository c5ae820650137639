package org.outpub.sorcery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tests that {@code docs/sorcery.md} and {@code docs/reliability.md} claim exist. They are looked for by their source, in whichever module. */
class DocumentedTestsTest {
    private static final Pattern ROW = Pattern.compile("\\| ([A-Z]\\d+) \\|.*");
    private static final Pattern CLAIM = Pattern.compile("`(\\w+Test|\\w+Contract)\\.(\\w+)`");
    private static final Pattern FAULT = Pattern.compile("(?m)^\\|.*\\| (`[^|]+`) \\|$");
    private static final Path ROOT = root();

    private static List<String> rows = List.of();
    private static Map<String, String> sources = Map.of();

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("docs"))) {
            folder = Objects.requireNonNull(folder.getParent());
        }
        return folder;
    }

    @BeforeAll
    static void read() throws IOException {
        rows = Files.readAllLines(ROOT.resolve("docs/sorcery.md")).stream()
                .filter(line -> ROW.matcher(line).matches())
                .toList();
        try (Stream<Path> modules = Files.list(ROOT)) {
            sources = modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .flatMap(DocumentedTestsTest::javaFiles)
                    .collect(Collectors.toMap(
                            DocumentedTestsTest::className, DocumentedTestsTest::text, String::concat));
        }
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static String className(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    @Test
    void eachRowNamesTestsThatExistOrADifference() {
        for (String row : rows) {
            Matcher claim = CLAIM.matcher(row);
            boolean claimed = row.contains("| different: ");
            while (claim.find()) {
                String source = sources.getOrDefault(claim.group(1), "");
                assertTrue(source.contains("void " + claim.group(2) + "("), claim.group() + " in " + row);
                claimed = true;
            }
            assertTrue(claimed, "neither a test nor a difference: " + row);
        }
    }

    @Test
    void eachCellOfTheTableOfFaultsNamesATest() throws IOException {
        String table = Files.readString(ROOT.resolve("docs/sorcery.md"));
        table = table.substring(table.indexOf("`ForeignCodeTest.…`"), table.indexOf("## Wizards of your own"));
        String source = sources.get("ForeignCodeTest");
        Matcher cell = FAULT.matcher(table);
        List<String> claimed = new ArrayList<>();
        while (cell.find()) {
            for (String test : cell.group(1).replace("`", "").split(", ")) {
                assertTrue(source.contains("void " + test + "("), test);
                claimed.add(test);
            }
        }
        assertTrue(claimed.size() > 40, claimed::toString);
    }

    @Test
    void eachFaultOfTheReliabilityPageNamesATestThatShowsIt() throws IOException {
        List<String> faults = Files.readAllLines(ROOT.resolve("docs/reliability.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| fault ") && !line.startsWith("| ---"))
                .toList();
        assertTrue(faults.size() > 20, faults::toString);
        for (String row : faults) {
            String cell = row.substring(row.lastIndexOf(" | ") + 3);
            Matcher claim = CLAIM.matcher(cell);
            assertTrue(cell.replaceAll(CLAIM.pattern(), "").matches("[, |]*"), "no test: " + cell);
            while (claim.find()) {
                String source = sources.getOrDefault(claim.group(1), "");
                assertTrue(source.contains("void " + claim.group(2) + "("), claim.group() + " in " + row);
            }
        }
    }

    @Test
    void noTestOfAsterisksIsLeftOut() {
        var claimed = rows.stream()
                .map(row -> row.substring(2, row.indexOf(' ', 2)))
                .collect(Collectors.toCollection(TreeSet::new));
        var expected = Stream.of(
                        numbered("S", 51), numbered("A", 10), numbered("R", 13), numbered("T", 7), numbered("M", 10))
                .flatMap(numbers -> numbers)
                .collect(Collectors.toCollection(TreeSet::new));
        expected.removeAll(claimed);
        assertEquals(new TreeSet<>(), expected);
    }

    private static Stream<String> numbered(String letter, int last) {
        return IntStream.rangeClosed(1, last).mapToObj(number -> letter + number);
    }
}
