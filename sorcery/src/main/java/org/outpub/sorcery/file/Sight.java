package org.outpub.sorcery.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one reading saw at one path. Immutable. */
sealed interface Sight {
    /**
     * Looks again.
     *
     * @param nowMillis by the disk's clock, from before
     * @return what it is now, if that says the same; null if it may not
     */
    @Nullable
    Sight again(Path path, Disk disk, long nowMillis);

    /**
     * A file that was read. The bytes are kept: comparing them leaves no doubt.
     *
     * @param look from before it was read
     * @param settled whether another look that is equal proves that the bytes are
     * @param bytes nobody writes to them
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Text(Look look, boolean settled, byte[] bytes) implements Sight {
        /** Reads a file; one that is written meanwhile is read as it is, and is not settled. */
        static Text read(Path path, Look look, Disk disk, long nowMillis) throws IOException {
            byte[] bytes = disk.read(path);
            boolean whole = bytes.length == look.size() && disk.look(path).equals(look);
            return new Text(look, whole && look.settled(nowMillis), bytes);
        }

        @Override
        public @Nullable Sight again(Path path, Disk disk, long nowMillis) {
            Look now = disk.look(path);
            if (settled && now.equals(look)) {
                return this;
            }
            if (!now.isFile() || now.size() != bytes.length) {
                return null;
            }
            try {
                Text read = read(path, now, disk, nowMillis);
                return Arrays.equals(read.bytes, bytes) ? new Text(read.look, read.settled, bytes) : null;
            } catch (IOException changed) {
                return null;
            }
        }

        boolean isBlank() {
            for (byte b : bytes) {
                if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * What is no file that could be read: nothing, or a folder in the place of a file.
     *
     * @param kind what is there
     */
    record Other(Look.Kind kind) implements Sight {
        @Override
        public @Nullable Sight again(Path path, Disk disk, long nowMillis) {
            return disk.look(path).kind() == kind ? this : null;
        }
    }

    /** What could not be read; no later reading is the same as one that holds this. */
    record Failed() implements Sight {
        @Override
        public @Nullable Sight again(Path path, Disk disk, long nowMillis) {
            return null;
        }
    }

    /**
     * A folder that was searched.
     *
     * @param look from before
     * @param settled whether another look that is equal proves that the names are
     * @param found for each pattern the names that match, sorted
     */
    record Listing(Look look, boolean settled, Map<Glob, List<String>> found) implements Sight {
        /** The same folder, searched for one more pattern. */
        Listing with(Glob glob, List<String> names) {
            Map<Glob, List<String>> more = new LinkedHashMap<>(found);
            more.put(glob, names);
            return new Listing(look, settled, more);
        }

        static List<String> matching(Glob glob, List<String> names) {
            List<String> matching = new ArrayList<>(names);
            matching.removeIf(name -> !glob.matches(name));
            matching.sort(null);
            return matching;
        }

        @Override
        public @Nullable Sight again(Path folder, Disk disk, long nowMillis) {
            Look now = disk.look(folder);
            if (settled && now.equals(look)) {
                return this;
            }
            if (!now.isFolder()) {
                return null;
            }
            try {
                List<String> names = disk.names(folder);
                boolean same = found.entrySet().stream()
                        .allMatch(each -> each.getValue().equals(matching(each.getKey(), names)));
                return same ? new Listing(now, now.settled(nowMillis), found) : null;
            } catch (IOException changed) {
                return null;
            }
        }
    }
}
