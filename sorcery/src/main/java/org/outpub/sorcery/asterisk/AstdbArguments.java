package org.outpub.sorcery.asterisk;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.outpub.api.sorcery.type.NearestName;

/**
 * What a mapping tells the {@code astdb} wizard. Immutable.
 *
 * @param prefix what the keys begin with
 * @param file the database; absolute
 */
record AstdbArguments(String prefix, Path file) {
    private static final String DEFAULT_FILE = "astdb.sqlite3";

    /**
     * Reads {@code PREFIX[,file=PATH]}.
     *
     * @param arguments as the mapping has them
     * @param folder what a relative path is relative to
     * @throws IllegalArgumentException if the prefix is missing or something else makes no sense
     */
    static AstdbArguments parse(String arguments, Path folder) {
        String[] parts = arguments.split(",", -1);
        String prefix = parts[0].strip();
        if (prefix.isEmpty() || prefix.contains("=")) {
            throw new IllegalArgumentException("astdb: a prefix of the keys is expected first, as in astdb,outpub");
        }
        if (parts.length > 2) {
            throw new IllegalArgumentException("astdb: too much after '" + parts[1] + "'; expected PREFIX[,file=PATH]");
        }
        String file = parts.length == 1 ? DEFAULT_FILE : fileOf(parts[1].strip());
        return new AstdbArguments(prefix, resolve(folder, file));
    }

    private static Path resolve(Path folder, String file) {
        Path path;
        try {
            path = folder.resolve(file).toAbsolutePath().normalize();
        } catch (InvalidPathException invalid) {
            throw new IllegalArgumentException("astdb: file=" + file + " is not a path", invalid);
        }
        if (path.toString().contains("?")) {
            throw new IllegalArgumentException(
                    "astdb: the path " + path + " has a '?', behind which SQLite's library expects settings");
        }
        return path;
    }

    private static String fileOf(String part) {
        int equals = part.indexOf('=');
        String option = equals < 0 ? part : part.substring(0, equals).strip();
        if (!option.equals("file")) {
            String hint = NearestName.hint(option, List.of("file"));
            throw new IllegalArgumentException(
                    "astdb: unknown option '" + option + "'; " + (hint.isEmpty() ? "expected file" : hint));
        }
        String value = equals < 0 ? "" : part.substring(equals + 1).strip();
        if (value.isEmpty()) {
            throw new IllegalArgumentException("astdb: option 'file' has no value");
        }
        return value;
    }
}
