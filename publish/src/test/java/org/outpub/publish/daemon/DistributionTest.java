package org.outpub.publish.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What is installed beside the jar knows every command and option. */
class DistributionTest {
    private static final Path DIST = Path.of("src/main/dist");

    private static CommandLine outpub() {
        return Main.commandLine().setCommandName("outpub");
    }

    @Test
    void theManualNamesEveryCommandAndOption() throws IOException {
        String manual = Files.readString(DIST.resolve("outpub.1")).replace("\\-", "-");
        for (CommandLine command : outpub().getSubcommands().values()) {
            assertTrue(manual.contains(command.getCommandName()), command.getCommandName());
            for (OptionSpec option : command.getCommandSpec().options()) {
                assertTrue(manual.contains(option.longestName()), option.longestName());
            }
        }
    }

    /** With {@code OUTPUB_WRITE=yes} it writes the file anew. */
    @Test
    void theCompletionIsThatOfTheCommands() throws IOException {
        Path file = DIST.resolve("outpub-completion.bash");
        String current = AutoComplete.bash("outpub", outpub()).replaceAll("(?m)^# .*generated.*\\R|^# Date:.*\\R", "");
        if ("yes".equals(System.getenv("OUTPUB_WRITE"))) {
            Files.writeString(file, current);
        }
        assertEquals(
                withoutComments(current),
                withoutComments(Files.readString(file)),
                "write it anew: OUTPUB_WRITE=yes mvn verify");
    }

    @Test
    void fishCompletesEveryCommandAndTheOptionsOfEach() throws IOException {
        String fish = Files.readString(DIST.resolve("outpub.fish"));
        for (CommandLine command : outpub().getSubcommands().values()) {
            String name = command.getCommandName();
            assertTrue(has(fish, "set -l commands( [a-z-]+)* " + name + "( .*)?"), name);
            optionsOf(command).forEach(option -> {
                String given = " -l " + option.substring(2) + "( .*)?";
                boolean everywhere = has(fish, "complete -c outpub( -s \\w)?" + given);
                String here = "complete -c outpub -n '__fish_seen_subcommand_from( [a-z-]+)* " + name + "( [a-z-]+)*'";
                assertTrue(everywhere || has(fish, here + given), name + " " + option);
            });
        }
    }

    private static Stream<String> optionsOf(CommandLine command) {
        return Stream.concat(Stream.of(command), command.getSubcommands().values().stream())
                .flatMap(one -> one.getCommandSpec().options().stream())
                .map(OptionSpec::longestName);
    }

    private static boolean has(String text, String line) {
        return text.lines().anyMatch(one -> one.matches(line));
    }

    /** Which knows every command and option, as is shown above. */
    @Test
    void zshCompletesByTheScriptOfBash() throws IOException {
        String zsh = Files.readString(DIST.resolve("_outpub"));
        assertTrue(zsh.startsWith("#compdef outpub"), zsh);
        assertTrue(zsh.contains("bash-completion/completions/outpub"), zsh);
        assertTrue(zsh.contains("source $file"), zsh);
    }

    private static String withoutComments(String script) {
        return script.replaceAll("(?m)^\\s*#.*\\R", "");
    }
}
