package org.outpub.publish.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.publish.daemon.Documentation.Piece;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** What the pages tell to type is understood: commands, Maven lines, configurations. */
class DocumentedCommandsTest {
    private static final Pattern OUTPUB = Pattern.compile("^(?:java -jar \\S*outpub\\.jar|outpub)\\s+(.+)$");
    private static final Set<String> PROPERTIES_OF_MAVEN =
            Set.of("test", "skipTests", "argLine", "surefire.failIfNoSpecifiedTests", "maven.test.skip");

    /** Fenced configurations that are not to be checked, by the block's first line, and why. */
    private static final Map<String, String> NOT_WHOLE = Map.of(
            "[general]",
            "Asterisk's manager.conf",
            "; a comment to the end of the line",
            "shows the syntax; what it includes is not there",
            "[res_pjsip]",
            "a sorcery.conf, whose files are not there",
            "[tls-out]",
            "names certificates that are not there",
            "{\"type\":\"devicestate\",\"device\":\"PJSIP/2001\",\"state\":\"RINGING\",\"cachable\":1,"
                    + "\"eid\":\"00:1b:63:84:45:e6\"}",
            "documents as they are sent");

    @TempDir
    Path folder;

    @Test
    void theCommandLineUnderstandsEveryOutpubCommandOfThePages() throws IOException {
        List<String> wrong = new ArrayList<>();
        int understood = 0;
        for (Piece command : Documentation.commands()) {
            var outpub = OUTPUB.matcher(command.text());
            if (!outpub.matches()) {
                continue;
            }
            try {
                Main.commandLine()
                        .parseArgs(Documentation.words(outpub.group(1)).toArray(String[]::new));
                understood++;
            } catch (MissingParameterException e) {
                // In the text around, a command may be named by what matters of it.
                if (command.block()) {
                    wrong.add(command.place() + ": " + command.text() + ": " + e.getMessage());
                }
            } catch (ParameterException e) {
                wrong.add(command.place() + ": " + command.text() + ": " + e.getMessage());
            }
        }
        assertEquals("", String.join("\n", wrong));
        assertTrue(understood > 10, "only " + understood + " commands were found");
    }

    @Test
    void mavenLinesNameProfilesModulesTestsAndPropertiesThatExist() throws IOException {
        String sources = Documentation.sources();
        List<String> wrong = new ArrayList<>();
        int read = 0;
        for (Piece command : Documentation.commands()) {
            List<String> words = Documentation.words(command.text());
            if (words.isEmpty() || !words.get(0).matches("mvn|-D[a-z]\\S*=.*")) {
                continue;
            }
            read++;
            for (int i = 0; i < words.size(); i++) {
                String word = words.get(i);
                boolean good = word.equals("-pl") ? areModules(words.get(i + 1)) : exists(word, sources);
                if (!good) {
                    wrong.add(command.place() + ": " + command.text() + ": there is no such thing as " + word);
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
        assertTrue(read > 8, "only " + read + " lines were found");
    }

    private static boolean areModules(String names) {
        return List.of(names.split(",")).stream()
                .allMatch(name -> Files.exists(Documentation.ROOT.resolve(name).resolve("pom.xml")));
    }

    private static boolean exists(String word, String sources) {
        if (word.startsWith("-P")) {
            return List.of(word.substring(2).split(",")).stream()
                    .allMatch(id -> sources.contains("<id>" + id + "</id>"));
        }
        if (!word.startsWith("-D")) {
            return true;
        }
        String[] property = word.substring(2).split("=", 2);
        String value = property.length == 2 ? property[1] : "";
        return switch (property[0]) {
            case "test" -> List.of(value.split(",")).stream().allMatch(name -> isClass(name, sources));
            case "argLine" -> Documentation.words(value).stream().allMatch(each -> exists(each, sources));
            case "benchmark.class" -> isClass(value, sources);
            default ->
                PROPERTIES_OF_MAVEN.contains(property[0])
                        || sources.contains("\"" + property[0] + "\"")
                        || sources.contains("<" + property[0] + "/>")
                        || sources.contains("<" + property[0] + ">");
        };
    }

    private static boolean isClass(String name, String sources) {
        String pattern = name.replaceAll("#.*", "").replace("*", "\\w*");
        return Pattern.compile("\\bclass " + pattern + "\\b").matcher(sources).find();
    }

    @Test
    void theConfigurationsOfThePagesHaveNoErrors() throws IOException {
        List<String> wrong = new ArrayList<>();
        Set<String> leftOut = new HashSet<>();
        int checked = 0;
        for (Path page : Documentation.pages()) {
            for (Piece block : Documentation.fenced(page)) {
                String first = block.text().lines().findFirst().orElse("");
                if (!Set.of("ini", "json").contains(block.language())) {
                    continue;
                }
                if (NOT_WHOLE.containsKey(first)) {
                    leftOut.add(first);
                    continue;
                }
                String told = check(block);
                checked++;
                if (!told.isEmpty()) {
                    wrong.add(block.place() + ": " + told);
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
        assertEquals(NOT_WHOLE.keySet(), leftOut, "what is left out is still there");
        assertTrue(checked > 4, "only " + checked + " configurations were found");
    }

    private String check(Piece block) throws IOException {
        Path in = Files.createDirectory(folder.resolve(block.page().getFileName() + "-" + block.line()));
        Files.writeString(in.resolve("pjsip." + (block.language().equals("ini") ? "conf" : "json")), block.text());
        StringWriter told = new StringWriter();
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(told));
        command.setErr(new PrintWriter(told));
        return command.execute("check", "--config", in.toString()) == 0 ? "" : told.toString();
    }
}
