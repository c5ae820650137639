package org.outpub.publish.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** One publication, or those of one section. */
@Command(
        name = "why",
        description =
                "Says why a publication of a running daemon is as it is, what happens next, and what to change where.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:printed", "1:there is no such publication", "2:no daemon answers"})
final class WhyCommand extends PublicationCommand {
    @Override
    String text(JsonNode answer) {
        return AnswerText.why(answer);
    }
}
