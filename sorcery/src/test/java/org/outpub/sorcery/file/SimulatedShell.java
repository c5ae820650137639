package org.outpub.sorcery.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What editors and other programs do with files, step by step, with the events that a system tells of it. */
final class SimulatedShell {
    private final SimulatedEvents events;
    /** Gives change times to a file system that has none; null where the system does that. */
    private final @Nullable SimulatedTime time;

    SimulatedShell(SimulatedEvents events, @Nullable SimulatedTime time) {
        this.events = events;
        this.time = time;
    }

    /** A step. */
    private interface Step {
        void run() throws IOException;
    }

    private static void doing(Step step) {
        try {
            step.run();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Path folder(Path path) {
        return Objects.requireNonNull(path.getParent());
    }

    private void stamp(Path path) throws IOException {
        if (time != null && Files.exists(path)) {
            Files.getFileAttributeView(path, BasicFileAttributeView.class).setTimes(null, null, time.now());
        }
    }

    private void comesOrGoes(Path path) throws IOException {
        if (time != null) {
            Files.setLastModifiedTime(folder(path), time.now());
        }
        stamp(folder(path));
        events.happen(folder(path), path.getFileName().toString(), true);
    }

    /** In place: the file is emptied and written, as {@code >} does it. */
    void write(Path file, String text) {
        doing(() -> {
            boolean is = Files.exists(file);
            Files.writeString(file, text);
            stamp(file);
            if (!is) {
                comesOrGoes(file);
            }
            events.happen(folder(file), file.getFileName().toString(), false);
        });
    }

    FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    void setModified(Path file, FileTime modified) {
        doing(() -> {
            Files.setLastModifiedTime(file, modified);
            stamp(file);
            events.happen(folder(file), file.getFileName().toString(), false);
        });
    }

    /** As {@code chmod} is told: neither content nor modification time change. */
    void changeRights(Path file) {
        doing(() -> {
            stamp(file);
            events.happen(folder(file), file.getFileName().toString(), false);
        });
    }

    void rename(Path from, Path to) {
        doing(() -> {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            comesOrGoes(from);
            stamp(to);
            comesOrGoes(to);
        });
    }

    void delete(Path path) {
        doing(() -> {
            if (Files.isDirectory(path) && !Files.isSymbolicLink(path)) {
                try (Stream<Path> inside = Files.list(path)) {
                    inside.toList().forEach(this::delete);
                }
                events.vanish(path);
            }
            Files.delete(path);
            comesOrGoes(path);
        });
    }

    void makeFolder(Path path) {
        doing(() -> {
            Files.createDirectory(path);
            stamp(path);
            comesOrGoes(path);
        });
    }

    void link(Path path, Path target) {
        doing(() -> {
            Files.createSymbolicLink(path, target);
            comesOrGoes(path);
        });
    }
}
