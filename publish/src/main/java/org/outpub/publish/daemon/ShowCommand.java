package org.outpub.publish.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import picocli.CommandLine.Command;

/** One publication, or those of one section. */
@Command(
        name = "show",
        description = "Prints all that is known of a publication of a running daemon, with its document.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:printed", "1:there is no such publication", "2:no daemon answers"})
final class ShowCommand extends PublicationCommand {
    @Override
    String text(JsonNode answer) {
        return AnswerText.details(answer, Instant.now());
    }
}
