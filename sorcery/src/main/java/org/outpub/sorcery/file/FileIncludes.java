package org.outpub.sorcery.file;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;
import java.util.stream.StreamSupport;
import org.outpub.api.config.Origin;
import org.outpub.api.config.ProblemSink;
import org.outpub.sorcery.ini.text.Includes;

/**
 * Finds included files, and remembers everything that was read or looked for: the closure that a fingerprint must cover.
 * A relative name is looked for in the folder of the file that includes it, then in that of the main file, where
 * Asterisk looks. Confined to one thread.
 */
public final class FileIncludes implements Includes {
    private final Path main;
    /** What was read, in order. */
    private final Map<Path, byte[]> read = new LinkedHashMap<>();
    /** What wildcards and missing files gave, by where they were looked for. */
    private final Map<Path, List<Path>> looked = new LinkedHashMap<>();

    public FileIncludes(Path main) {
        this.main = main;
    }

    /**
     * Reads the main file.
     *
     * @throws IOException if it cannot be read
     */
    public byte[] readMain() throws IOException {
        looked.put(main, List.of(main));
        return read(main);
    }

    private byte[] read(Path file) throws IOException {
        byte[] known = read.get(file);
        if (known != null) {
            return known;
        }
        byte[] bytes = FileBytes.read(file);
        read.put(file, bytes);
        return bytes;
    }

    @Override
    public List<IncludedFile> find(String pattern, String includingFile, ProblemSink problems) {
        List<IncludedFile> files = new ArrayList<>();
        for (Path file : matches(pattern, Path.of(includingFile), problems)) {
            try {
                files.add(new IncludedFile(file.toString(), read(file)));
            } catch (IOException unreadable) {
                problems.error(
                        Origin.of(file), "#include " + file + ": cannot be read: " + FileBytes.reason(unreadable));
            }
        }
        return files;
    }

    private List<Path> matches(String pattern, Path includingFile, ProblemSink problems) {
        try {
            List<Path> here = look(includingFile.resolveSibling(pattern), problems);
            return here.isEmpty() && !sameFolder(includingFile) ? look(main.resolveSibling(pattern), problems) : here;
        } catch (InvalidPathException invalid) {
            problems.error(Origin.of(includingFile), "#include " + pattern + ": not a path: " + invalid.getReason());
        } catch (PatternSyntaxException invalid) {
            problems.error(
                    Origin.of(includingFile), "#include " + pattern + ": not a pattern: " + invalid.getDescription());
        } catch (IOException | DirectoryIteratorException unreadable) {
            problems.error(Origin.of(includingFile), "#include " + pattern + ": " + unreadable.getMessage());
        }
        return List.of();
    }

    private boolean sameFolder(Path file) {
        return main.resolveSibling("x").equals(file.resolveSibling("x"));
    }

    private List<Path> look(Path path, ProblemSink problems) throws IOException {
        List<Path> found = lookUp(path);
        looked.put(path, found);
        List<Path> regular = new ArrayList<>();
        for (Path file : found) {
            if (Files.isRegularFile(file)) {
                regular.add(file);
            } else {
                problems.warning(Origin.of(file), "#include " + file + ": not a regular file; left out");
            }
        }
        return regular;
    }

    /** What a path means now: itself if it exists, or the sorted matches of the wildcards in its last part. */
    public static List<Path> lookUp(Path path) throws IOException {
        Path name = path.getFileName();
        if (name == null || Files.exists(path)) {
            return Files.exists(path) ? List.of(path) : List.of();
        }
        Path folder = path.resolveSibling("x").getParent();
        boolean wild = name.toString().chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
        if (!wild || (folder != null && !Files.isDirectory(folder))) {
            return List.of();
        }
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(folder == null ? Path.of("") : folder, name.toString())) {
            return StreamSupport.stream(entries.spliterator(), false)
                    .filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .map(entry -> path.resolveSibling(entry.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    /** Everything that was read, in order. */
    public Map<Path, byte[]> filesRead() {
        return read;
    }

    /** Everything that was looked for, and what was found. */
    public Map<Path, List<Path>> looked() {
        return looked;
    }
}
