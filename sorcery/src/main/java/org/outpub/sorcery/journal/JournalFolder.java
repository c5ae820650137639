package org.outpub.sorcery.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is done to files as a whole. Whatever is made here, nobody but its owner may read or write. */
final class JournalFolder {
    private static final Set<PosixFilePermission> OWNERS_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNERS_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final int MOST_SET_ASIDE = 9;

    private JournalFolder() {}

    /** Creates an empty file and opens it; one that is there is emptied. */
    static RandomAccessFile create(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            Files.createDirectories(folder, ownersOnly(folder, OWNERS_FOLDER));
        }
        Files.deleteIfExists(file);
        Files.createFile(file, ownersOnly(file, OWNERS_FILE));
        return new RandomAccessFile(file.toFile(), "rw");
    }

    private static FileAttribute<?>[] ownersOnly(Path path, Set<PosixFilePermission> rights) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(rights)}
                : new FileAttribute<?>[0];
    }

    /** Puts a file in the place of another one, so that there is one of them at any time. */
    static void replace(Path next, Path place) throws IOException {
        try {
            Files.move(next, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException system) {
            Files.move(next, place, StandardCopyOption.REPLACE_EXISTING);
        }
        sync(place.getParent());
    }

    /** A new name is on the disk once its folder is; not every system lets a folder be opened. */
    private static void sync(@Nullable Path folder) {
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (IOException unsupported) {
                return;
            }
        }
    }

    /** Gives a file another name, behind which it can be found. */
    static Path moveAside(Path file) throws IOException {
        for (int i = 1; i < MOST_SET_ASIDE; i++) {
            try {
                return Files.move(file, aside(file, i));
            } catch (FileAlreadyExistsException taken) {
                continue;
            }
        }
        return Files.move(file, aside(file, MOST_SET_ASIDE), StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path aside(Path file, int number) {
        return file.resolveSibling(file.getFileName() + ".bad-" + number);
    }

    /**
     * Tells a file from another one of the same name that took its place.
     *
     * @return null if it is not there; the path where the system has no such keys
     */
    static @Nullable Object identity(Path file) {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return key == null ? file : key;
        } catch (IOException absent) {
            return null;
        }
    }
}
