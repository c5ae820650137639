package org.outpub.it.load;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Measures what publishing costs, against a server in a process of its own and beside a bare socket loop in the same run.
 * {@code docs/benchmarks.md} explains the rows. Arguments: see {@link Settings}.
 */
public final class LoadHarness {
    private LoadHarness() {}

    /**
     * Runs it.
     *
     * @param arguments scenarios and settings; an unknown one lists what there is
     * @throws Exception if anything fails
     */
    public static void main(String[] arguments) throws Exception {
        Settings settings = new Settings(arguments);
        Logger.getLogger("").setLevel(Level.WARNING);
        Path folder = Files.createTempDirectory("outpub-load");
        try (AcceptorProcess server = AcceptorProcess.start(folder)) {
            machine();
            for (ScenarioName name : settings.scenarios()) {
                Path own = Files.createDirectory(folder.resolve(name.name().toLowerCase(Locale.ROOT)));
                server.forget();
                name.scenario.run(server, settings, own);
            }
            machine();
        } finally {
            delete(folder);
        }
    }

    /** A ratio within one run holds on a busy machine; a time does not. */
    private static void machine() {
        Table.say(String.format(
                Locale.ROOT,
                "%n%s, Java %s, %d processors; %.1f threads wanted to run in the last minute",
                System.getProperty("java.vm.name"),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    }

    private static void delete(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
