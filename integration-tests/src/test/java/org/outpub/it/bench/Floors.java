package org.outpub.it.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The least that somebody would do with a file: what the store's times are compared with. */
final class Floors {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Floors() {}

    /** Reads the text, splits it at line ends and equals signs, and puts all into maps; no comments, no templates. */
    static Map<String, Map<String, String>> ini(Path file) throws IOException {
        Map<String, Map<String, String>> sections = new HashMap<>();
        Map<String, String> section = new HashMap<>();
        for (String line : Files.readString(file).split("\n")) {
            int equals = line.indexOf('=');
            if (line.startsWith("[")) {
                section = new HashMap<>();
                sections.put(line.substring(1, line.indexOf(']')), section);
            } else if (equals > 0) {
                section.put(
                        line.substring(0, equals).trim(),
                        line.substring(equals + 1).trim());
            }
        }
        return sections;
    }

    /** Lets Jackson make maps. */
    static Map<?, ?> json(Path file) throws IOException {
        return MAPPER.readValue(file.toFile(), Map.class);
    }
}
