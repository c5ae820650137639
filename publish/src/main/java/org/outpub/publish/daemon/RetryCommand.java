package org.outpub.publish.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A try at once. */
@Command(
        name = "retry",
        description = "Lets a running daemon send a publication whole, now, whatever it waits for; or with --all, all"
                + " whose last request failed.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:they are being sent", "1:there is no such publication", "2:no daemon answers"})
final class RetryCommand extends AskCommand {
    @Parameters(
            paramLabel = "ID",
            arity = "0..1",
            description = "The section's name, for all its users; or ID/USER for one of them.")
    private @Nullable String id;

    @Option(names = "--all", description = "Try all whose last request failed.")
    private boolean all;

    @Override
    String method() {
        return "POST";
    }

    @Override
    String path() {
        if (all == (id != null)) {
            throw refuse("expected ID, ID/USER or --all");
        }
        return id == null ? "/retry" : publication(id) + "/retry";
    }

    @Override
    String text(JsonNode answer) {
        int retried = answer.path("retried").asInt();
        if (retried == 0) {
            return "nothing is sent: "
                    + (all ? "no request failed last\n" : "there is no document; outpub why says more\n");
        }
        return retried == 1 ? "1 publication is sent now\n" : retried + " publications are sent now\n";
    }
}
