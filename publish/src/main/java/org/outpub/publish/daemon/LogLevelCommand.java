package org.outpub.publish.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.control.LogLevel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a daemon logs, while it runs. */
@Command(
        name = "log-level",
        description = "Prints what a running daemon logs, or changes it until it ends.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:printed or changed", "1:refused", "2:no daemon answers"})
final class LogLevelCommand extends AskCommand {
    @Parameters(
            paramLabel = "LEVEL",
            arity = "0..1",
            description = "${COMPLETION-CANDIDATES}: this, and what is worse, is logged.")
    private @Nullable LogLevel level;

    @Option(
            names = "--logger",
            paramLabel = "NAME",
            description = "Of a part only, such as org.outpub.publish.wire or io.netty (default: all of Outpub).")
    private String logger = "";

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    LogLevelCommand() {}

    @Override
    String method() {
        return level == null ? "GET" : "PUT";
    }

    @Override
    String path() {
        return logger.isEmpty() ? "/log-level" : "/log-level/" + URLEncoder.encode(logger, StandardCharsets.UTF_8);
    }

    @Override
    String body() {
        return level == null ? "" : level.toString();
    }

    @Override
    String text(JsonNode answer) {
        String used = answer.path("used").asBoolean(true) ? "" : " (nothing has logged by that name so far)";
        return answer.path("logger").asText() + ": " + answer.path("level").asText() + used + "\n";
    }
}
