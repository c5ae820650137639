package org.outpub.sorcery.journal;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.sorcery.journal.JournalScan.Place;

/**
 * A journal on the disk, and where in it each object is. What a call has appended is on the disk when it returns, in one
 * write and one sync; what it could not append is not there. A file that cannot be understood is set aside under another
 * name, and one that was taken away while it was in use is written anew. Guarded by itself.
 */
final class JournalFile implements Closeable {
    private static final Logger LOG = System.getLogger(JournalFile.class.getName());
    private static final String FORMAT = "outpub-journal 1 ";
    /** A file is not written anew for less. */
    private static final long WORTH_WRITING_ANEW = 1 << 20;
    /** How many times larger than what is in it a file may be. */
    private static final int MOST_WASTE = 4;

    private final Path path;
    private final String header;
    private final Origin origin;
    private Map<String, Place> places = new HashMap<>();
    /** Bytes of the lines that count. */
    private long living;
    /** Bytes that are whole lines; what is behind them is overwritten. */
    private long length;

    private boolean loaded;
    private @Nullable RandomAccessFile open;
    private boolean writable;
    private @Nullable Object identity;

    /**
     * A journal that is not looked at yet.
     *
     * @param path of the file
     * @param type of the objects
     */
    JournalFile(Path path, String type) {
        this.path = path;
        this.header = FORMAT + type;
        this.origin = Origin.of(path);
    }

    /** Changes that go to the disk together, in order. */
    static final class Group {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        private final Map<String, Place> stored = new HashMap<>();
        private final List<String> removed = new ArrayList<>();

        void store(ObjectSet set) {
            byte[] line = JournalLine.stored(set);
            stored.put(set.id(), new Place(bytes.size(), line.length));
            bytes.writeBytes(line);
        }

        void remove(String id) {
            bytes.writeBytes(JournalLine.removed(id));
            stored.remove(id);
            removed.add(id);
        }
    }

    synchronized boolean contains(String id) throws IOException {
        load();
        return places.containsKey(id);
    }

    synchronized Optional<ObjectSet> find(String id) throws IOException {
        load();
        Place place = places.get(id);
        return place == null ? Optional.empty() : Optional.of(read(id, place));
    }

    private ObjectSet read(String id, Place place) throws IOException {
        byte[] line = new byte[place.size()];
        RandomAccessFile file = file();
        file.seek(place.offset());
        file.readFully(line);
        return set(id, java.util.Arrays.copyOf(line, line.length - 1));
    }

    /** It was whole when it was written, or read. */
    private ObjectSet set(String id, byte[] line) throws IOException {
        if (JournalLine.entry(line).filter(entry -> entry.id().equals(id)).isEmpty()) {
            throw new IOException("it was changed by somebody else");
        }
        return JournalLine.set(line, origin);
    }

    /** All objects whose ids begin so, in the order in which they were stored. */
    synchronized List<ObjectSet> startingWith(String prefix) throws IOException {
        load();
        List<ObjectSet> found = new ArrayList<>();
        if (!places.isEmpty()) {
            JournalCopy.forEach(file(), selected(prefix), (id, line) -> found.add(set(id, line)));
        }
        return found;
    }

    private Map<String, Place> selected(String prefix) {
        if (prefix.isEmpty()) {
            return places;
        }
        Map<String, Place> selected = new HashMap<>(places);
        selected.keySet().removeIf(id -> !id.startsWith(prefix));
        return selected;
    }

    /**
     * Appends changes.
     *
     * @throws IOException if they are not known to be on the disk; then none of them counts
     */
    synchronized void append(Group group) throws IOException {
        load();
        byte[] bytes = group.bytes.toByteArray();
        RandomAccessFile file = forWriting();
        try {
            file.seek(length);
            file.write(bytes);
            file.getFD().sync();
        } catch (IOException failed) {
            cutQuietly(file);
            throw failed;
        }
        long begin = length;
        length += bytes.length;
        group.removed.forEach(this::forget);
        group.stored.forEach((id, place) -> {
            forget(id);
            places.put(id, new Place(begin + place.offset(), place.size()));
            living += place.size();
        });
        writeAnewIfWorthIt();
    }

    private void forget(String id) {
        Place former = places.remove(id);
        living -= former == null ? 0 : former.size();
    }

    /** So that half a group does not count if the process ends now. */
    private void cutQuietly(RandomAccessFile file) {
        try {
            file.setLength(length);
        } catch (IOException failed) {
            LOG.log(Level.DEBUG, "what could not be written is overwritten later", failed);
        }
    }

    private void load() throws IOException {
        if (loaded) {
            return;
        }
        if (Files.exists(path)) {
            if (!Files.isRegularFile(path)) {
                throw new IOException("it is not a regular file");
            }
            JournalScan scan;
            try (InputStream in = Files.newInputStream(path)) {
                scan = JournalScan.of(in);
            }
            take(scan);
        }
        loaded = true;
    }

    private void take(JournalScan scan) throws IOException {
        if (!scan.header().equals(header)) {
            setAside(scan.header());
            return;
        }
        places = scan.places();
        living = places.values().stream().mapToLong(Place::size).sum();
        length = scan.end();
        if (scan.damaged() > 0) {
            LOG.log(
                    Level.WARNING,
                    "{0}: {1} damaged lines are left out; {2} objects are whole",
                    path,
                    scan.damaged(),
                    places.size());
        }
    }

    private void setAside(String found) throws IOException {
        String why = Files.size(path) == 0
                ? "is empty"
                : found.startsWith("outpub-journal ")
                        ? "is of another version (\"" + printable(found) + "\")"
                        : "is damaged from its first line on";
        Path aside = JournalFolder.moveAside(path);
        LOG.log(
                Level.WARNING,
                "{0} {1}: what it held is not known; it is kept as {2}, and a new one is begun",
                path,
                why,
                aside.getFileName());
    }

    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }

    private RandomAccessFile file() throws IOException {
        RandomAccessFile file = open;
        if (file == null) {
            writable = Files.isWritable(path);
            file = new RandomAccessFile(path.toFile(), writable ? "rw" : "r");
            open = file;
            identity = JournalFolder.identity(path);
        }
        return file;
    }

    /** Somebody may have taken the file away, or its folder; what was written then would be lost with it. */
    private RandomAccessFile forWriting() throws IOException {
        Object there = JournalFolder.identity(path);
        if (there == null || open != null && !there.equals(identity)) {
            if (length > 0) {
                LOG.log(Level.WARNING, "{0} was taken away while it was in use; it is written anew", path);
            }
            writeAnew();
        } else if (!writable) {
            close();
        }
        return file();
    }

    private void writeAnewIfWorthIt() {
        if (length < WORTH_WRITING_ANEW || length < MOST_WASTE * living) {
            return;
        }
        try {
            writeAnew();
        } catch (IOException failed) {
            // all that counts is in the old file, which is used on
            LOG.log(Level.DEBUG, path + " cannot be written anew", failed);
        }
    }

    /** Into another file, which then takes its place in one step. */
    private void writeAnew() throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".new");
        RandomAccessFile written = JournalFolder.create(next);
        try {
            JournalCopy copy = new JournalCopy(written);
            copy.write((header + "\n").getBytes(StandardCharsets.UTF_8));
            Map<String, Place> copied = new HashMap<>(places.size() * 4 / 3 + 1);
            if (!places.isEmpty()) {
                JournalCopy.forEach(file(), places, (id, line) -> copied.put(id, copy.write(line, '\n')));
            }
            copy.flush();
            written.getFD().sync();
            JournalFolder.replace(next, path);
            close();
            open = written;
            writable = true;
            identity = JournalFolder.identity(path);
            places = copied;
            length = copy.length();
        } catch (IOException | RuntimeException | Error failed) {
            written.close();
            Files.deleteIfExists(next);
            throw failed;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        RandomAccessFile file = open;
        open = null;
        if (file != null) {
            file.close();
        }
    }

    Path path() {
        return path;
    }
}
