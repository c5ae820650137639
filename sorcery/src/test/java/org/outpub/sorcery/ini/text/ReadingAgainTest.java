package org.outpub.sorcery.ini.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.outpub.sorcery.ini.text.Includes.IncludedFile;

/**
 * A reading that takes over what it can of the former one gives what a fresh reading gives: sections, places and problems,
 * whatever was edited. {@code docs/benchmarks.md} says how it is run for longer.
 */
class ReadingAgainTest {
    private static final long SEED = 20261126;
    /** How many documents are made; each is edited several times. */
    private static final int DOCUMENTS = Integer.getInteger("reading.documents", 1_500);

    private static final int EDITS = 12;
    private static final String[] LINES = {
        "[a]",
        "[b]",
        "[c]",
        "[A](!)",
        "[t](!)",
        "[t](!,a)",
        "[u](!,t)",
        "[a](t)",
        "[b](t,u)",
        "[c](u,!)",
        "[d](t)",
        "[e](missing)",
        "[f] (t)",
        "[a](+)",
        "[t](+TEMPLATES=include)",
        "[b](+x=1)",
        "[g](t,+)",
        "  [h]",
        ";-- c --; [i]",
        "[j] ;-- opens",
        "[k",
        "[l]x",
        "[m\u0001]",
        "x=1",
        "x=2",
        "y = 1 ; note",
        "type=lamp",
        "type=bell",
        "password=a;b",
        "x+=3",
        "y += 4",
        "z=\u0007",
        "n=J\u00e4",
        "\\#q=1",
        "nonsense",
        "=1",
        "; comment",
        ";-- opens",
        "closes --;",
        "--; v=1",
        "",
        "   ",
        "#include one",
        "#include two",
        "#tryinclude none",
        "#include none",
        "#include *",
        "#exec x",
        "w=a\\;b"
    };

    /** Each document has its own. */
    private Random random = new Random(SEED);

    @Test
    void givesWhatAFreshReadingGivesAfterAnyEdits() {
        for (long seed = SEED; seed < SEED + DOCUMENTS; seed++) {
            random = new Random(seed);
            editAndRead(seed);
        }
    }

    private void editAndRead(long seed) {
        boolean sane = random.nextInt(4) > 0;
        Map<String, List<String>> files = new TreeMap<>();
        for (String name : List.of("main", "one", "two")) {
            files.put(name, lines(sane));
        }
        IniDocument former = null;
        for (int i = 0; i < EDITS; i++) {
            Map<String, byte[]> bytes = bytes(files, sane);
            IniDocument again = read(bytes, former);
            try {
                IniReaderFuzz.same(read(bytes, null), again);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed + ", edit " + i + ": " + files, failure);
            }
            // what is damaged is not what is live, and a reading may follow either
            former = random.nextInt(3) == 0 && again.isDamaged() ? former : again;
            edit(files, sane);
        }
    }

    private List<String> lines(boolean sane) {
        List<String> lines = new ArrayList<>();
        for (int count = random.nextInt(60); count > 0; count--) {
            lines.add(line(sane));
        }
        return lines;
    }

    /** Sane documents have what sections are taken over for: many plain ones, and templates. */
    private String line(boolean sane) {
        if (!sane || random.nextInt(12) == 0) {
            return LINES[random.nextInt(LINES.length)];
        }
        return switch (random.nextInt(5)) {
            case 0 -> "[s" + random.nextInt(20) + "]";
            case 1 -> "[s" + random.nextInt(20) + "](t)";
            case 2 -> "[t](!)";
            default -> "o" + random.nextInt(3) + " = " + random.nextInt(3);
        };
    }

    private Map<String, byte[]> bytes(Map<String, List<String>> files, boolean sane) {
        Map<String, byte[]> bytes = new TreeMap<>();
        files.forEach((name, lines) -> {
            String end = random.nextInt(3) == 0 ? "" : "\n";
            byte[] text = (String.join("\n", lines) + end).getBytes(StandardCharsets.UTF_8);
            if (!sane && text.length > 0 && random.nextInt(8) == 0) {
                text[random.nextInt(text.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(20) == 0) {
                text = Arrays.copyOf(text, random.nextInt(text.length + 1));
            }
            bytes.put(name, text);
        });
        return bytes;
    }

    private void edit(Map<String, List<String>> files, boolean sane) {
        for (int edits = random.nextInt(3); edits >= 0; edits--) {
            List<String> lines = new ArrayList<>(files.values()).get(random.nextInt(files.size()));
            int at = random.nextInt(lines.size() + 1);
            int to = Math.min(lines.size(), at + 1 + random.nextInt(8));
            switch (random.nextInt(8)) {
                case 0 -> lines.subList(at, to).clear();
                case 1 -> Collections.rotate(lines.subList(at, to), 1);
                case 2 -> lines.addAll(at, new ArrayList<>(lines.subList(at, to)));
                case 3 -> Collections.rotate(lines, random.nextInt(lines.size() + 1));
                case 4, 5 -> lines.add(at, line(sane));
                default -> {
                    if (at < lines.size()) {
                        lines.set(at, line(sane));
                    }
                }
            }
        }
    }

    private static IniDocument read(Map<String, byte[]> files, @Nullable IniDocument former) {
        Includes includes = (pattern, including, problems) -> files.entrySet().stream()
                .filter(file -> pattern.equals("*")
                        ? !file.getKey().equals("main")
                        : file.getKey().equals(pattern))
                .map(file -> new IncludedFile(file.getKey(), file.getValue()))
                .toList();
        byte[] main = files.getOrDefault("main", new byte[0]);
        return IniReader.read("main", main, includes, former);
    }

    private static IniDocument read(String text, @Nullable IniDocument former) {
        return read(Map.of("main", text.getBytes(StandardCharsets.UTF_8)), former);
    }

    private static void assertSameSection(IniDocument before, IniDocument after, int index) {
        assertSame(before.sections().get(index), after.sections().get(index));
    }

    @Test
    void aSectionWhoseBytesAndTemplatesAreTheSameIsTheSameInstance() {
        IniDocument before = read("[t](!)\na=1\n[b](t)\nb=1\n[c]\nc=1\n", null);
        IniDocument after = read("[t](!)\na=1\n[b](t)\nb=1\n[c]\nc=2\n", before);
        assertSameSection(before, after, 0);
        assertSameSection(before, after, 1);
        assertNotSame(before.sections().get(2), after.sections().get(2));
    }

    @Test
    void aSectionThatMovedKeepsItsTextsAndHasItsNewLines() {
        IniDocument before = read("[t](!)\na=1\n[b](t)\nb=1\n", null);
        IniDocument after = read("[t](!)\na=1\n; more\n\n[b](t)\nb=1\n", before);
        IniReaderFuzz.same(read("[t](!)\na=1\n; more\n\n[b](t)\nb=1\n", (IniDocument) null), after);
        assertSame(
                before.sections().get(1).values().value(1),
                after.sections().get(1).values().value(1));
        assertEquals(6, after.sections().get(1).values().line(1));
    }

    @Test
    void aSectionWhoseTemplateChangedIsReadAfresh() {
        IniDocument before = read("[t](!)\na=1\n[b](t)\nb=1\n", null);
        IniDocument after = read("[t](!)\na=2\n[b](t)\nb=1\n", before);
        assertEquals("2", after.sections().get(1).values().value(0));
    }

    @Test
    void aLineThatIsTooLongToBeAHeaderBelongsToTheSectionBefore() {
        IniDocument before = read("[a]\nx=1\n[b]\ny=1\n", null);
        String text = "[a]\nx=1\n[" + "b".repeat(9000) + "]\ny=1\n";
        IniDocument after = read(text, before);
        IniReaderFuzz.same(read(text, (IniDocument) null), after);
        assertEquals(2, after.sections().get(0).values().size());
    }

    @Test
    void mostOfALargeDocumentIsTakenOverAfterSectionsWerePutInTakenOutAndMoved() {
        List<String> sections = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            sections.add("[s" + i + "]\nx=" + i + "\n");
        }
        IniDocument before = read(String.join("", sections), null);
        sections.add(100, "[new]\nx=1\n");
        sections.subList(300, 400).clear();
        Collections.rotate(sections.subList(500, 800), 100);
        for (int i = 450; i < 470; i++) {
            sections.set(i, sections.get(i) + "y=1\n");
        }
        IniDocument after = read(String.join("", sections), before);
        List<String> texts =
                before.sections().stream().map(section -> section.values().id()).toList();
        long takenOver = after.sections().stream()
                .filter(section ->
                        texts.stream().anyMatch(text -> text == section.values().id()))
                .count();
        assertTrue(takenOver >= 870, takenOver + " sections");
    }
}
