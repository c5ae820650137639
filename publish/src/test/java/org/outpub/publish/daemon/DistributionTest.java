package org.outpub.publish.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private static String withoutComments(String script) {
        return script.replaceAll("(?m)^\\s*#.*\\R", "");
    }
}
