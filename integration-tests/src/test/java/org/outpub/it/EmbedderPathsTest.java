package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.publish.testkit.CompositorExtension;
import org.outpub.publish.testkit.ReceivedPublish;
import org.outpub.publish.testkit.ScriptedCompositor;

/** The artifacts as who embeds them has them, and no library that is said to be optional. */
@ExtendWith(CompositorExtension.class)
class EmbedderPathsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** A class of each library that must be there. No picocli, HTTP, SQLite, Micrometer, native code or log. */
    private static final List<String> REQUIRED = List.of(
            "org.jspecify.annotations.Nullable",
            "com.google.common.base.Joiner",
            "com.google.common.util.concurrent.internal.InternalFutures",
            "com.fasterxml.jackson.core.JsonFactory",
            "com.fasterxml.jackson.annotation.JsonProperty",
            "com.fasterxml.jackson.databind.JsonNode",
            "javax.sip.SipStack",
            "org.xbill.DNS.Name",
            "org.slf4j.Logger",
            "io.netty.buffer.ByteBuf",
            "io.netty.channel.Channel",
            "io.netty.channel.unix.Socket",
            "io.netty.channel.epoll.Epoll",
            "io.netty.handler.codec.ByteToMessageDecoder",
            "io.netty.handler.ssl.SslHandler",
            "io.netty.resolver.NameResolver",
            "io.netty.util.ReferenceCounted");

    @TempDir
    Path folder;

    private String path;

    @BeforeEach
    void findArtifacts() throws Exception {
        List<Path> jars = new ArrayList<>();
        for (String module : List.of("api", "sorcery", "publish")) {
            Optional<Path> jar = artifact(module);
            Assumptions.assumeTrue(jar.isPresent(), "not packaged yet: mvn verify makes the artifacts");
            jars.add(jar.get());
        }
        for (String name : REQUIRED) {
            CodeSource source = Class.forName(name, false, getClass().getClassLoader())
                    .getProtectionDomain()
                    .getCodeSource();
            jars.add(Path.of(source.getLocation().toURI()));
        }
        path = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static Optional<Path> artifact(String module) throws IOException {
        Path target = ROOT.resolve(module).resolve("target");
        if (!Files.isDirectory(target)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file ->
                            file.getFileName().toString().matches("outpub-" + module + "-[0-9.]+(-SNAPSHOT)?\\.jar"))
                    .findFirst();
        }
    }

    private String run(String... arguments) throws Exception {
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
        assertEquals(0, process.exitValue(), Files.readString(output));
        return Files.readString(output);
    }

    private Path compile(String... options) throws IOException {
        Path sources = Files.createDirectories(folder.resolve("src"));
        Path example = Files.copy(
                ROOT.resolve("integration-tests/src/test/java/org/outpub/it/examples/PlainExample.java"),
                sources.resolve("PlainExample.java"));
        Path module = Files.writeString(
                sources.resolve("module-info.java"), "module embedder { requires org.outpub.publish; }");
        Path classes = folder.resolve("classes");
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-proc:none"));
        arguments.addAll(List.of(options));
        arguments.add(example.toString());
        if (options[0].equals("--module-path")) {
            arguments.add(module.toString());
        }
        int exit = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertEquals(0, exit, "compiled as an embedder does");
        return classes;
    }

    private static void assertPublished(ScriptedCompositor server, String output) throws Exception {
        ReceivedPublish first = server.next("initial");
        assertTrue(first.header("User-Agent").matches("Outpub/[0-9].*"), first.header("User-Agent"));
        server.next("remove");
        assertTrue(output.contains("Confirmed"), output);
        assertTrue(!output.contains("NoClassDefFoundError"), output);
    }

    @Test
    void aModuleThatRequiresOutpubNeedsNoMore(ScriptedCompositor server) throws Exception {
        Path classes = compile("--module-path", path);
        String output = run(
                "--module-path",
                path + File.pathSeparator + classes,
                "-m",
                "embedder/org.outpub.it.examples.PlainExample",
                server.uri("desk"));
        assertPublished(server, output);
    }

    @Test
    void onTheClassPathWhatIsOptionalIsAbsentWithoutHarm(ScriptedCompositor server) throws Exception {
        Path classes = compile("-cp", path);
        String output = run(
                "-cp", path + File.pathSeparator + classes, "org.outpub.it.examples.PlainExample", server.uri("desk"));
        assertPublished(server, output);
    }
}
