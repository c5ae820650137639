package org.outpub.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program as a process of its own, on the JDK and the classes of the tests. */
final class OutpubProcess {
    private static final Pattern PAGE = Pattern.compile("status page: (http://[0-9.:]+/)");

    private OutpubProcess() {}

    /** A command, not yet started. */
    static ProcessBuilder command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", // as the daemon's manifest says
                "-cp",
                System.getProperty("java.class.path"),
                "org.outpub.publish.daemon.Main"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** A started daemon with all its output in a file. */
    static Process run(Path log, String... arguments) throws IOException {
        return command(arguments)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Where a daemon says in its output that its status page is, once it does. */
    static URI page(Path log) {
        await("the control interface")
                .atMost(Duration.ofSeconds(20))
                .until(() -> PAGE.matcher(Files.readString(log)).find());
        try {
            Matcher page = PAGE.matcher(Files.readString(log));
            return URI.create(page.results().findFirst().orElseThrow().group(1));
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
