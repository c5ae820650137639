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

/** The program as a process of its own, on the JDK and the classes of the tests, as the launcher runs it. */
public final class OutpubProcess {
    private static final Pattern PAGE = Pattern.compile("status page: (http://[0-9.:]+/)");

    private OutpubProcess() {}

    /** A command, not yet started. */
    public static ProcessBuilder command(String... arguments) {
        return command(List.of(), System.getProperty("java.class.path"), arguments);
    }

    /**
     * The same on another class path.
     *
     * @param jvm options of the Java virtual machine, behind the usual ones
     */
    public static ProcessBuilder command(List<String> jvm, String classPath, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED")); // as the daemon's manifest says
        command.addAll(jvm);
        command.addAll(List.of("-cp", classPath, "org.outpub.publish.daemon.Main"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** A started daemon with all its output in a file. */
    public static Process run(Path log, String... arguments) throws IOException {
        return run(log, List.of(), arguments);
    }

    /** The same with options of the Java virtual machine. */
    public static Process run(Path log, List<String> jvm, String... arguments) throws IOException {
        return command(jvm, System.getProperty("java.class.path"), arguments)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Where a daemon says in its output that its status page is, once it does. */
    public static URI page(Path log) {
        await("the control interface")
                .atMost(Duration.ofSeconds(60))
                .until(() -> PAGE.matcher(Files.readString(log)).find());
        try {
            Matcher page = PAGE.matcher(Files.readString(log));
            return URI.create(page.results().findFirst().orElseThrow().group(1));
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
