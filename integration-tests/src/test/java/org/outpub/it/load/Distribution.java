package org.outpub.it.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.outpub.it.load.Settings.Setting;

/** The archive that users unpack, unpacked. What its launcher sets is measured too. */
final class Distribution {
    private final Path folder;

    private Distribution(Path folder) {
        this.folder = folder;
    }

    static Distribution unpack(Settings settings, Path folder) throws Exception {
        Path archive = settings.path(Setting.ARCHIVE)
                .or(Distribution::built)
                .orElseThrow(() -> new IllegalStateException("no distribution: mvn verify makes it"));
        Process tar = new ProcessBuilder(
                        "tar", "xzf", archive.toString(), "-C", folder.toString(), "--strip-components=1")
                .inheritIO()
                .start();
        if (tar.waitFor() != 0) {
            throw new IOException(archive + " cannot be unpacked");
        }
        return new Distribution(folder);
    }

    private static Optional<Path> built() {
        Path here = Path.of("").toAbsolutePath();
        Path target = (Files.isDirectory(here.resolve("publish")) ? here : here.getParent()).resolve("publish/target");
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith(".tar.gz"))
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    Daemon run(Path configuration, Path state) throws IOException {
        Path log = configuration.resolveSibling("log");
        ProcessBuilder builder = running("--config", configuration.toString(), "--state-dir", state.toString())
                .redirectOutput(log.toFile());
        long started = System.nanoTime();
        return new Daemon(builder.start(), started, log);
    }

    /** A daemon that is not started yet, on the Java of this process. */
    ProcessBuilder running(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(folder.resolve("bin/outpub").toString(), "run"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        String java = Path.of(System.getProperty("java.home"), "bin").toString();
        builder.environment().merge("PATH", java, (path, first) -> first + ":" + path);
        return builder;
    }
}
