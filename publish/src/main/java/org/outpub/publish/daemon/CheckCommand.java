package org.outpub.publish.daemon;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.publish.config.ConfigurationFiles;
import org.outpub.publish.control.JsonText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads the configuration as {@code run} would, and sends nothing. */
@Command(
        name = "check",
        description = "Validates the configuration, prints every problem as file:line: severity: message, and what"
                + " would be published.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:no errors (with --strict, no warnings either)",
            "1:problems, each printed on a line",
            "2:the configuration cannot be read"
        })
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOption configuration;

    @Mixin
    private AsteriskOption asterisk;

    @Mixin
    private DatabaseOption database;

    @Option(names = "--strict", description = "Exit 1 for warnings too.")
    private boolean strict;

    @Option(names = "--json", description = "Print the same for other programs.")
    private boolean json;

    @Spec
    private CommandSpec command;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    CheckCommand() {}

    /** What was found. */
    private record Found(
            List<ConfigProblem> problems,
            List<PlannedPublication> publications,
            ReloadReport report,
            List<String> asterisk) {
        long count(Severity severity) {
            return problems.stream()
                    .filter(problem -> problem.severity() == severity)
                    .count();
        }
    }

    @Override
    public Integer call() {
        Found found = look(ConfigurationFiles.of(configuration.path()));
        PrintWriter out = command.commandLine().getOut();
        out.print(json ? JsonText.of(json(found)) : text(found));
        out.flush();
        boolean failed = found.count(Severity.ERROR) > 0 || strict && found.count(Severity.WARNING) > 0;
        return failed ? 1 : 0;
    }

    private Found look(ConfigurationFiles files) {
        return database.checked(files, checked -> {
            List<ConfigProblem> problems = new ArrayList<>(checked.problems());
            Optional<AsteriskCheck> look =
                    asterisk.read(configuration.path()).map(conf -> AsteriskCheck.look(conf, files, checked.objects()));
            look.ifPresent(found -> problems.addAll(found.problems()));
            return new Found(
                    ConfigProblem.inOrder(problems),
                    PlannedPublication.of(checked.objects()),
                    checked.report(),
                    look.map(AsteriskCheck::lines).orElse(List.of()));
        });
    }

    private static String text(Found found) {
        StringBuilder text = new StringBuilder();
        for (ConfigProblem problem : found.problems()) {
            text.append(problem.origin())
                    .append(": ")
                    .append(problem.severity().word())
                    .append(": ")
                    .append(problem.message())
                    .append('\n');
        }
        if (!found.publications().isEmpty()) {
            text.append(text.isEmpty() ? "" : "\n")
                    .append(PlannedPublication.table(found.publications()))
                    .append('\n');
        }
        found.asterisk().forEach(line -> text.append(line).append('\n'));
        return text.append(counts(found))
                .append("; ")
                .append(usable(found.report()))
                .append(found.publications().isEmpty() ? "; nothing would be published\n" : "\n")
                .toString();
    }

    private static String counts(Found found) {
        List<String> counts = Stream.of(Severity.values())
                .filter(severity -> found.count(severity) > 0)
                .map(severity ->
                        found.count(severity) + " " + severity.word() + (found.count(severity) == 1 ? "" : "s"))
                .toList();
        return counts.isEmpty() ? "no problems" : String.join(", ", counts);
    }

    private static String usable(ReloadReport report) {
        return report.types().entrySet().stream()
                        .filter(type -> !type.getValue().created().isEmpty())
                        .sorted(Map.Entry.comparingByKey())
                        .map(type -> type.getValue().created().size() + " " + type.getKey())
                        .reduce((one, other) -> one + ", " + other)
                        .orElse("nothing")
                + " usable";
    }

    private static ObjectNode json(Found found) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        ArrayNode publications = all.putArray("publications");
        found.publications().forEach(publication -> publications.add(publication.json()));
        ArrayNode problems = all.putArray("problems");
        found.asterisk().forEach(all.withArray("asterisk")::add);
        for (ConfigProblem problem : found.problems()) {
            problems.addObject()
                    .put("severity", problem.severity().word())
                    .put("file", problem.origin().source())
                    .put("line", problem.origin().line())
                    .put("column", problem.origin().column())
                    .put("message", problem.message());
        }
        return all;
    }
}
