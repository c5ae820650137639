package org.outpub.sorcery.ini.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.outpub.sorcery.ini.text.Includes.IncludedFile;

/** What holds for every text. */
class IniReaderPropertyTest {
    private static final long SEED = 20261123;
    private static final String[] PIECES = {
        "[",
        "]",
        "(",
        ")",
        "!",
        "+",
        ",",
        "=",
        "=>",
        "+=",
        ";",
        ";--",
        "--;",
        "-",
        "\\",
        "\n",
        "\n",
        "\n",
        "\r\n",
        " ",
        "\t",
        "a",
        "b",
        "[a]",
        "[a](!)",
        "[a](+)",
        "(a,a)",
        "[b](a,a)",
        "(+a=",
        "(+TEMPLATES=include)",
        "x=1",
        "x+=2",
        "#include ",
        "#include a\n",
        "#include b\n",
        "#tryinclude c\n",
        "#include \"*\"\n",
        "#exec x",
        "\"",
        "<",
        ">",
        "\u00e9",
        "\u20ac",
        "\ufeff",
        "&",
        "*",
        "^",
        "$",
        "[^",
        "a*",
        "\\Q",
        "\\N{",
        "\\c",
        "?",
        "|"
    };

    @Test
    void everyTextIsReadToItsEnd() {
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (long seed = SEED; seed < SEED + 200_000; seed++) {
                readHostile(seed);
            }
        });
    }

    private static void readHostile(long seed) {
        Random random = new Random(seed);
        Map<String, String> files =
                new TreeMap<>(Map.of("main", hostile(random), "a", hostile(random), "b", hostile(random)));
        Includes includes = (pattern, includingFile, problems) -> files.entrySet().stream()
                .filter(file -> pattern.equals("*") || file.getKey().equals(pattern))
                .map(file -> new IncludedFile(file.getKey(), bytes(file.getValue())))
                .toList();
        byte[] bytes = bytes(hostile(random));
        if (bytes.length > 0 && random.nextInt(4) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        try {
            IniReader.read("main", bytes, includes);
        } catch (RuntimeException | StackOverflowError failure) {
            fail("seed " + seed, failure);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hostile(Random random) {
        StringBuilder text = new StringBuilder();
        for (int pieces = random.nextInt(40); pieces > 0; pieces--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    @Test
    void readsCommonTextsAsTheNaiveReaderDoes() {
        for (long seed = SEED; seed < SEED + 50_000; seed++) {
            String text = common(new Random(seed));
            IniDocument document = IniReader.read("main", bytes(text), (pattern, file, problems) -> List.of());
            List<String> read = new ArrayList<>();
            for (IniSection section : document.sections()) {
                read.add("[" + section.values().id() + "] "
                        + section.values().origin().line());
                section.values()
                        .entries()
                        .forEach(entry -> read.add(entry.name() + "=" + entry.value() + " "
                                + entry.origin().line()));
            }
            assertEquals(naive(text), read, "seed " + seed + "\n" + text);
        }
    }

    private static String common(Random random) {
        String[] lines = {
            "[%s]",
            "[%s](!)",
            "[%s](base)",
            "[%s](!,base,base)",
            "%s=%s",
            " %s = %s ",
            "%s => %s",
            "%s=%s ; note",
            "; %s",
            "",
            "  \t",
            ";--- %s",
            "%s = a\\;%s",
            "%s %s",
            "%s==%s=",
            "x=%s;y",
            ";-- %s\n%s=1\n--;",
            "=%s"
        };
        StringBuilder text = new StringBuilder("[base]\n");
        for (int count = random.nextInt(20); count > 0; count--) {
            String line = lines[random.nextInt(lines.length)];
            text.append(String.format(line, word(random), word(random))).append(random.nextInt(8) == 0 ? "\r\n" : "\n");
        }
        return text.toString();
    }

    private static String word(Random random) {
        return "abcü€".substring(random.nextInt(4)).repeat(1 + random.nextInt(2));
    }

    /** Reads comments, templates and entries in the plainest way. */
    private static List<String> naive(String text) {
        List<List<String>> sections = new ArrayList<>();
        boolean commented = false;
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (line.startsWith(";--") && !line.startsWith(";---")) {
                commented = true;
            }
            if (!commented) {
                naiveLine(
                        line.replaceAll("(?<!\\\\);.*", "").replace("\\;", ";").trim(), number, sections);
            }
            if (line.startsWith("--;")) {
                commented = false;
            }
        }
        return sections.stream().flatMap(List::stream).toList();
    }

    private static void naiveLine(String code, int number, List<List<String>> sections) {
        if (code.startsWith("[")) {
            List<String> section = new ArrayList<>();
            section.add(code.substring(0, code.indexOf(']') + 1) + " " + number);
            List<String> base = sections.isEmpty() ? List.of() : sections.get(0);
            for (int at = code.indexOf("base", code.indexOf(']')); at >= 0; at = code.indexOf("base", at + 1)) {
                section.addAll(base.subList(1, base.size()));
            }
            sections.add(section);
        } else if (code.indexOf('=') > 0) {
            String name = code.substring(0, code.indexOf('=')).trim();
            String value =
                    code.substring(code.indexOf('=') + 1).replaceFirst("^>", "").trim();
            sections.get(sections.size() - 1).add(name + "=" + value + " " + number);
        }
    }
}
