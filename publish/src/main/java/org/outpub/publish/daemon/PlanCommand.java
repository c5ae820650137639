package org.outpub.publish.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.ConfigurationFiles;
import org.outpub.publish.config.ConfigurationView;
import org.outpub.publish.control.JsonText;
import org.outpub.publish.control.PlanView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What an edit would do. */
@Command(
        name = "plan",
        description =
                "Prints what would start, move, change in place or end if a configuration took the place of the one"
                        + " that a daemon runs with, and what is wrong with it. Nothing is changed or sent.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:no errors",
            "1:errors, each printed on a line",
            "2:the configuration cannot be read, or no daemon answers",
            "3:with --exit-code, no errors and something would change"
        })
final class PlanCommand extends AskCommand {
    @Mixin
    private ConfigurationOption configuration;

    @Mixin
    private DatabaseOption database;

    @Option(
            names = "--from",
            paramLabel = "FILE-OR-DIR",
            description = "Compare with this configuration, and not with what a daemon runs with.")
    private @Nullable Path from;

    @Option(names = "--exit-code", description = "Exit 3 if something would change.")
    private boolean tellChanges;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    PlanCommand() {}

    @Override
    String method() {
        return "GET";
    }

    @Override
    String path() {
        return "/configuration";
    }

    @Override
    public Integer call() throws InterruptedException {
        ConfigurationFiles files = ConfigurationFiles.of(configuration.path());
        if (from == null) {
            return super.call();
        }
        ConfigurationView before =
                database.checked(ConfigurationFiles.of(from), checked -> ConfigurationView.of(checked.objects()));
        ObjectNode plan = plan(files, before);
        print(JsonText.of(plan), AnswerText.plan(plan));
        return exit(plan);
    }

    private ObjectNode plan(ConfigurationFiles files, ConfigurationView running) {
        return database.checked(files, next -> PlanView.of(next.planFrom(running)));
    }

    /** What the daemon runs with is half of the answer. */
    @Override
    JsonNode read(JsonNode answer) {
        return plan(ConfigurationFiles.of(configuration.path()), PlanView.read(answer));
    }

    @Override
    String text(JsonNode plan) {
        return AnswerText.plan(plan) + AnswerText.UNCOMPARED;
    }

    @Override
    String json(String text, JsonNode plan) {
        return JsonText.of(plan);
    }

    @Override
    int exit(JsonNode plan) {
        return AnswerText.tellsErrors(plan)
                ? 1
                : tellChanges && plan.path("changes").asBoolean() ? 3 : 0;
    }
}
