package org.outpub.publish.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import picocli.CommandLine.Command;

/** One publication, or those of one section. */
@Command(
        name = "history",
        description =
                "Prints what happened last to a publication of a running daemon: requests, answers and what led to them.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:printed", "1:there is no such publication", "2:no daemon answers"})
final class HistoryCommand extends PublicationCommand {
    @Override
    String text(JsonNode answer) {
        return AnswerText.history(answer, Instant.now());
    }
}
