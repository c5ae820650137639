package org.outpub.publish.daemon;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.publish.EventOptions;
import org.outpub.publish.config.ConfigurationFiles;
import org.outpub.publish.config.ObjectTypes;
import org.outpub.publish.config.References;
import org.outpub.publish.wire.tls.TlsProblems;
import org.outpub.sorcery.SorceryStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reads the configuration as {@code run} would, and sends nothing. */
@Command(
        name = "check",
        description = "Validates the configuration and prints every problem as file:line: message.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:no problem", "1:problems, each printed on a line", "2:the configuration cannot be read"})
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOption configuration;

    @Spec
    private CommandSpec command;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    CheckCommand() {}

    @Override
    public Integer call() {
        ReloadReport report;
        ConfigurationFiles files = ConfigurationFiles.of(configuration.path());
        List<ConfigProblem> problems = new ArrayList<>();
        try (SorceryStore store = SorceryStore.builder()
                .folder(files.folder())
                .executor(Runnable::run)
                .build()) {
            problems.addAll(ObjectTypes.register(store, files.readSorceryConf(), files.mainInFolder(), null));
            report = store.reload();
            problems.addAll(report.problems());
            problems.addAll(References.check(store));
            problems.addAll(EventOptions.check(store));
            problems.addAll(files.problems(store.watched()));
            problems.addAll(TlsProblems.check(store));
        }
        PrintWriter out = command.commandLine().getOut();
        List<ConfigProblem> told = problems.stream()
                .filter(problem -> problem.severity() != Severity.NOTICE)
                .distinct()
                .toList();
        told.forEach(out::println);
        out.println(
                told.isEmpty()
                        ? "no problems; " + summary(report)
                        : told.size() + (told.size() == 1 ? " problem; " : " problems; ") + summary(report));
        out.flush();
        return told.isEmpty() ? 0 : 1;
    }

    private static String summary(ReloadReport report) {
        return report.types().entrySet().stream()
                        .filter(type -> !type.getValue().created().isEmpty())
                        .sorted(java.util.Map.Entry.comparingByKey())
                        .map(type -> type.getValue().created().size() + " " + type.getKey())
                        .reduce((one, other) -> one + ", " + other)
                        .orElse("nothing")
                + " usable";
    }
}
