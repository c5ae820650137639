package org.outpub.sorcery.file;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What files looked like at a moment, cheaply: enough to notice a change, not to prove that there is none. Immutable.
 *
 * @param byPath for each path its looks
 */
record Stamps(Map<Path, Stamp> byPath) {
    /** The looks of one path; a folder's are the names and looks of what it holds. */
    record Stamp(
            long size,
            @Nullable FileTime modified,
            @Nullable Object key,
            Map<Path, Stamp> entries) {
        static final Stamp ABSENT = new Stamp(-1, null, null, Map.of());
    }

    static Stamps take(Collection<Path> paths) {
        Map<Path, Stamp> stamps = new HashMap<>(paths.size() * 2);
        paths.forEach(path -> stamps.put(path, stamp(path, true)));
        return new Stamps(stamps);
    }

    private static Stamp stamp(Path path, boolean lookInside) {
        try {
            BasicFileAttributes looks = Files.readAttributes(path, BasicFileAttributes.class);
            if (looks.isDirectory()) {
                return new Stamp(0, null, looks.fileKey(), lookInside ? entries(path) : Map.of());
            }
            return new Stamp(looks.size(), looks.lastModifiedTime(), looks.fileKey(), Map.of());
        } catch (IOException absent) {
            return Stamp.ABSENT;
        }
    }

    private static Map<Path, Stamp> entries(Path folder) throws IOException {
        Map<Path, Stamp> entries = new HashMap<>();
        try (DirectoryStream<Path> names = Files.newDirectoryStream(folder)) {
            names.forEach(path -> entries.put(path.getFileName(), stamp(path, false)));
        } catch (DirectoryIteratorException unreadable) {
            throw unreadable.getCause();
        }
        return entries;
    }

    /**
     * Whether a path looks different. One that was not there earlier does, too: nobody looked at it before, so it may
     * have changed since its reader read it. One that is there no more does not matter.
     */
    boolean differsFrom(Stamps earlier) {
        return byPath.entrySet().stream()
                .anyMatch(entry -> !entry.getValue().equals(earlier.byPath.get(entry.getKey())));
    }
}
