package org.outpub.sorcery.ini;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.config.ProblemSink;
import org.outpub.sorcery.file.DiskReading;
import org.outpub.sorcery.file.DiskReading.TooMuchException;
import org.outpub.sorcery.file.FileBytes;
import org.outpub.sorcery.ini.text.Includes;

/**
 * Finds included files in a reading. A relative name is looked for in the folder of the file that includes it, then in
 * that of the main file, where Asterisk looks. Confined to one thread.
 */
final class FileIncludes implements Includes {
    private final Path main;
    private final DiskReading reading;

    FileIncludes(Path main, DiskReading reading) {
        this.main = main;
        this.reading = reading;
    }

    @Override
    public List<IncludedFile> find(String pattern, String includingFile, ProblemSink problems) {
        Problems here = new Problems("#include ", Origin.of(includingFile, 0), problems);
        List<IncludedFile> files = new ArrayList<>();
        try {
            for (Path file : matches(pattern, main.getFileSystem().getPath(includingFile), here)) {
                read(file, here, files);
            }
        } catch (TooMuchException bound) {
            here.error(pattern + ": " + bound.getMessage() + "; the rest is not read");
        }
        return files;
    }

    private void read(Path file, Problems here, List<IncludedFile> files) throws TooMuchException {
        try {
            files.add(new IncludedFile(file.toString(), reading.read(file)));
        } catch (TooMuchException bound) {
            throw bound;
        } catch (IOException unreadable) {
            here.error(file + ": cannot be read: " + FileBytes.reason(unreadable));
        }
    }

    private List<Path> matches(String pattern, Path includingFile, Problems here) {
        try {
            Path folder = folder(includingFile);
            List<Path> found = find(folder, pattern, here);
            return found.isEmpty() && !folder.equals(folder(main)) ? find(folder(main), pattern, here) : found;
        } catch (InvalidPathException invalid) {
            here.error(pattern + ": not a path: " + invalid.getReason());
        } catch (IllegalArgumentException | IOException refused) {
            here.error(pattern + ": " + refused.getMessage());
        }
        return List.of();
    }

    private List<Path> find(Path folder, String pattern, Problems here) throws IOException {
        return reading.find(folder, pattern, (file, namedFolder) -> {
            if (namedFolder) { // half a line that is being written may name one
                here.error(file + ": a folder; expected a file, or wildcards such as " + pattern + "/*.conf");
            } else {
                here.warning(file + ": not a regular file; left out");
            }
        });
    }

    private static Path folder(Path file) {
        Path folder = file.getParent();
        return folder == null ? file.getFileSystem().getPath("") : folder;
    }

    /** Tells at one place. */
    private record Problems(String prefix, Origin origin, ProblemSink sink) {
        void error(String message) {
            sink.add(ConfigProblem.error(origin, prefix + message));
        }

        void warning(String message) {
            sink.add(ConfigProblem.warning(origin, prefix + message));
        }
    }
}
