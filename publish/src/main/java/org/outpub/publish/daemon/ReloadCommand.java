package org.outpub.publish.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A reload, or what it would do. */
@Command(
        name = "reload",
        description = "Lets a running daemon read its configuration anew, and prints what changed.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:no errors",
            "1:errors, each printed on a line",
            "2:no daemon answers",
            "3:with --dry-run and --exit-code, no errors and something would change"
        })
final class ReloadCommand extends AskCommand {
    @Option(names = "--dry-run", description = "Only print what would change, and what is wrong.")
    private boolean dryRun;

    @Option(names = "--exit-code", description = "With --dry-run, exit 3 if something would change.")
    private boolean tellChanges;

    @Option(
            names = "--accept-empty",
            description =
                    "Take a configuration that was emptied for what is meant, and end what it held. Otherwise it is"
                            + " taken for an accident, and everything stays.")
    private boolean acceptEmpty;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    ReloadCommand() {}

    @Override
    String method() {
        return dryRun ? "GET" : "POST";
    }

    @Override
    String path() {
        if (tellChanges && !dryRun) {
            throw refuse("--exit-code is for --dry-run");
        }
        if (acceptEmpty && dryRun) {
            throw refuse("--accept-empty is for a reload that is done, not for --dry-run");
        }
        return dryRun ? "/plan" : acceptEmpty ? "/reload/accept-empty" : "/reload";
    }

    @Override
    String text(JsonNode answer) {
        return dryRun ? AnswerText.plan(answer) : AnswerText.reload(answer);
    }

    @Override
    int exit(JsonNode answer) {
        boolean changes = tellChanges && answer.path("changes").asBoolean();
        return AnswerText.tellsErrors(answer) ? 1 : changes ? 3 : 0;
    }
}
