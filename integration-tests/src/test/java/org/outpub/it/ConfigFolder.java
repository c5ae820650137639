package org.outpub.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A folder with a pjsip.conf whose sections a test changes one by one. */
final class ConfigFolder {
    private final Path folder;
    private final Map<String, String> sections = new LinkedHashMap<>();

    ConfigFolder(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder;
    }

    Path file() {
        return folder.resolve("pjsip.conf");
    }

    /** Writes a content file. */
    Path content(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        return Files.writeString(folder.resolve(name), text);
    }

    /** Sets a section, without writing yet. */
    ConfigFolder section(String name, String... options) {
        sections.put(name, String.join("\n", options));
        return this;
    }

    /** Sets a publication of presence from a content file, with more options. */
    ConfigFolder publication(String name, String serverUri, String... more) {
        String options = String.join(
                "\n",
                "type=outbound-publish",
                "server_uri=" + serverUri,
                "event=presence",
                "@content_type=text/plain",
                "@content_file=state.txt");
        return section(name, options + "\n" + String.join("\n", more));
    }

    ConfigFolder without(String name) {
        sections.remove(name);
        return this;
    }

    void write() throws IOException {
        StringBuilder text = new StringBuilder();
        sections.forEach((name, options) ->
                text.append('[').append(name).append("]\n").append(options).append("\n\n"));
        writeRaw(text.toString());
    }

    void writeRaw(String text) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), text);
        Files.move(next, file(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    String text() throws IOException {
        return Files.readString(file());
    }

    List<String> names() {
        return List.copyOf(sections.keySet());
    }
}
