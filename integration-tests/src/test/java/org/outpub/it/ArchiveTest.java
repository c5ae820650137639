package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive that is unpacked below /usr/local. */
class ArchiveTest {
    @TempDir
    Path folder;

    private static Optional<Path> archive() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        Path target = (Files.isDirectory(here.resolve("publish")) ? here : here.getParent()).resolve("publish/target");
        if (!Files.isDirectory(target)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith(".tar.gz"))
                    .filter(file -> !file.toString().contains("Linux")) // with its own Java
                    .findFirst();
        }
    }

    private String run(int exit, String... command) throws Exception {
        Path output = folder.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        String java = Path.of(System.getProperty("java.home"), "bin").toString();
        builder.environment().merge("PATH", java, (path, first) -> first + ":" + path);
        Process process = builder.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
        assertEquals(exit, process.exitValue(), Files.readString(output));
        return Files.readString(output);
    }

    @Test
    void theCommandRunsWhereverItIsUnpackedAndLinkedFrom() throws Exception {
        Optional<Path> archive = archive();
        Assumptions.assumeTrue(archive.isPresent(), "not packaged yet: mvn verify makes the archive");
        run(0, "tar", "xzf", archive.get().toString(), "-C", folder.toString(), "--strip-components=1");
        Path link = Files.createSymbolicLink(folder.resolve("linked"), folder.resolve("bin/outpub"));
        assertTrue(run(0, link.toString(), "--version").startsWith("outpub "), "its version");
        Path conf = Files.writeString(folder.resolve("pjsip.conf"), "[desk]\ntype=outbound-publish\nevent=presence\n");
        String problem = run(1, folder.resolve("bin/outpub").toString(), "check", "--config", conf.toString());
        assertTrue(problem.contains("pjsip.conf:1: "), problem);
        List<String> missing = new ArrayList<>(List.of(
                "share/man/man1/outpub.1",
                "share/bash-completion/completions/outpub",
                "lib/systemd/system/outpub.service",
                "share/doc/outpub/LICENSE"));
        missing.removeIf(file -> Files.isRegularFile(folder.resolve(file)));
        assertEquals(List.of(), missing);
    }
}
