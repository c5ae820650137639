package org.outpub.publish.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.control.JsonText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** All publications. */
@Command(
        name = "status",
        description = "Prints how every publication of a running daemon fares, by name; those that have nothing to"
                + " publish are there too; and the servers that states come from.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:printed", "1:with --failed, there are some", "2:no daemon answers"})
final class StatusCommand extends AskCommand {
    private static final String CLEAR = "\033[H\033[2J";

    @Option(names = "--failed", description = "Print only those whose last request failed, and why.")
    private boolean failed;

    @Option(
            names = "--watch",
            arity = "0..1",
            fallbackValue = "2",
            paramLabel = "SECONDS",
            description = "Print them again every SECONDS (default: ${FALLBACK-VALUE}), until Ctrl-C.")
    private @Nullable Integer watch;

    @Override
    String method() {
        return "GET";
    }

    @Override
    String path() {
        return "/publications";
    }

    @Override
    public Integer call() throws InterruptedException {
        if (watch == null) {
            return super.call();
        }
        if (watch < 1) {
            throw refuse("--watch: " + watch + " is not a number of seconds from 1");
        }
        while (true) {
            if (System.console() != null) {
                out().print(CLEAR);
            }
            super.call();
            out().println();
            out().flush();
            TimeUnit.SECONDS.sleep(watch);
        }
    }

    @Override
    String text(JsonNode answer) {
        return failed && wanted(answer).isEmpty()
                ? "none has failed\n"
                : AnswerText.table(wanted(answer), Instant.now());
    }

    @Override
    @Nullable
    String besides() {
        return failed ? null : "/peers";
    }

    @Override
    String textBesides(JsonNode answer) {
        return PeersText.of(answer, Instant.now());
    }

    @Override
    String json(String text, JsonNode answer) {
        return failed && answer.isArray() ? JsonText.of(wanted(answer)) : text;
    }

    @Override
    int exit(JsonNode answer) {
        return failed && !wanted(answer).isEmpty() ? 1 : 0;
    }

    /** One that is tried again just now has failed, too. */
    private JsonNode wanted(JsonNode answer) {
        if (!failed) {
            return answer;
        }
        ArrayNode some = JsonNodeFactory.instance.arrayNode();
        answer.forEach(one -> {
            if (one.has("reason") && !one.path("phase").asText().equals("idle")) {
                some.add(one);
            }
        });
        return some;
    }
}
