package org.outpub.sorcery.file;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.outpub.api.time.Ticker;
import org.outpub.sorcery.file.Look.Kind;
import org.outpub.sorcery.file.Sight.Failed;
import org.outpub.sorcery.file.Sight.Listing;
import org.outpub.sorcery.file.Sight.Other;
import org.outpub.sorcery.file.Sight.Text;

/**
 * One reading of files. It remembers everything that it reads, looks for or fails to read, and at the {@linkplain #end
 * end} gives that as one value. What the reading before saw decides two things: a file that looks the same is not read
 * again, and what that reading had and this one cannot see is a failure, not an absence:
 *
 * <ul>
 *   <li>a file that had text and was emptied in place was emptied by accident, or somebody is writing it, unless whoever reads
 *       says otherwise; a comment in it is text, and an empty file that was put in its place was empty on purpose
 *   <li>a folder that is gone, or is an empty one of another file system, took what was in it along without anybody
 *       having removed it
 *   <li>something that is no regular file stands in the place of a file
 * </ul>
 *
 * <p>Bounded in bytes, files and time. Confined to one thread.
 */
public final class DiskReading {
    /** In all files together, each once. */
    private static final String IS_GONE =
            " is gone; what was read from it stays. Make an empty one if that is meant, and include it by #tryinclude";

    private static final long MOST_BYTES = 128 << 20;
    /** Beside the main one. */
    private static final int MOST_FILES = 10_000;

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private final Disk disk;
    private final Ticker ticker;
    private final boolean acceptsEmpty;
    private final Seen before;
    /** What may have to be missed: the last reading of which nothing was missing. */
    private final Seen known;

    private final long began;
    private final long beganMillis;
    private final Map<Path, Sight> sights = new LinkedHashMap<>();
    private final Map<Path, String> failures = new HashMap<>();
    private final Map<Path, Look> blanks = new HashMap<>();
    private final Map<Path, List<String>> names = new HashMap<>();
    private boolean whole = true;
    private long bytesTaken;
    private int filesTaken = -1;

    /** What is asked for goes beyond what one reading may take. */
    public static final class TooMuchException extends IOException {
        private static final long serialVersionUID = 1;

        TooMuchException(String message) {
            super(message);
        }
    }

    /**
     * Begins.
     *
     * @param disk where
     * @param ticker tells how long it takes
     * @param acceptsEmpty whether a file that lost all its text is meant so
     * @param before what the reading before saw; {@link Seen#NOTHING} if there was none
     */
    public DiskReading(Disk disk, Ticker ticker, boolean acceptsEmpty, Seen before) {
        this.disk = disk;
        this.ticker = ticker;
        this.acceptsEmpty = acceptsEmpty;
        this.before = before;
        this.known = before.lastWhole();
        this.began = ticker.nanos();
        this.beganMillis = disk.nowMillis();
    }

    /**
     * Reads a file, once in this reading however often it is asked for.
     *
     * @param file a regular file
     * @return its bytes; nobody may write to them
     * @throws TooMuchException if this passes a bound
     * @throws IOException if it cannot be read, or is waited for; {@link FileBytes#reason} says why
     */
    public byte[] read(Path file) throws IOException {
        if (sights.get(file) instanceof Text same) {
            return same.bytes();
        }
        String failure = failures.get(file);
        if (failure != null) {
            throw new IOException(failure);
        }
        refuseIfLate();
        Look look = disk.look(file);
        Text text;
        try {
            text = text(file, look);
        } catch (IOException unreadable) {
            throw fail(file, unreadable);
        }
        if (text.isBlank() && !acceptsEmpty && wasEmptied(file, look)) {
            throw fail(
                    file,
                    new IOException(
                            "it was emptied, as by accident; what was read from it stays until there is text in it again,"
                                    + " or until 'outpub reload --accept-empty'"));
        }
        sights.put(file, text);
        return take(text);
    }

    private Text text(Path file, Look look) throws IOException {
        if (look.kind() == Kind.ABSENT) {
            throw new NoSuchFileException(file.toString());
        }
        Text former = known.text(file);
        return former != null && former.settled() && former.look().equals(look)
                ? former
                : Text.read(file, look, disk, beganMillis);
    }

    private boolean wasEmptied(Path file, Look look) {
        Look former = before.blank(file);
        Text text = known.text(file);
        Look earlier = former != null ? former : text != null && !text.isBlank() ? text.look() : null;
        if (earlier == null || !earlier.isOfSameFileAs(look)) {
            return false;
        }
        blanks.put(file, look);
        return true;
    }

    private IOException fail(Path path, IOException why) {
        whole = false;
        sights.put(path, new Failed());
        failures.put(path, FileBytes.reason(why));
        return why;
    }

    private byte[] take(Text text) throws TooMuchException {
        bytesTaken += text.bytes().length;
        filesTaken++;
        if (bytesTaken > MOST_BYTES) {
            throw new TooMuchException("more than " + (MOST_BYTES >> 20) + " MiB in one reading");
        }
        if (filesTaken > MOST_FILES) {
            throw new TooMuchException("more than " + MOST_FILES + " files in one reading");
        }
        return text.bytes();
    }

    private void refuseIfLate() throws TooMuchException {
        if (ticker.nanos() - began > LONGEST.toNanos()) {
            whole = false; // the next one may be quicker
            throw new TooMuchException("reading takes longer than " + LONGEST.toSeconds() + " seconds");
        }
    }

    /**
     * Finds the files that a name means.
     *
     * @param folder what it is relative to
     * @param pattern perhaps with wildcards and braces, in any part of it
     * @param noFile takes what is found and is no regular file, and whether it is a folder that is named outright; it is
     *     left out
     * @return in the order of the braces, then sorted
     * @throws IOException if a folder cannot be searched, or what was there before is gone with its folder
     * @throws InvalidPathException if it is no path
     * @throws IllegalArgumentException if its braces stand for too many names
     */
    public List<Path> find(Path folder, String pattern, BiConsumer<Path, Boolean> noFile) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String alternative : Glob.alternatives(pattern)) {
            boolean literal = isLiteral(folder, alternative);
            for (Path path : literal ? List.of(folder.resolve(alternative)) : search(folder, alternative)) {
                if (isThere(path, literal, noFile)) {
                    found.add(path);
                }
            }
        }
        return found;
    }

    private boolean isLiteral(Path folder, String pattern) {
        if (!Glob.isWild(pattern)) {
            return true;
        }
        try {
            return disk.look(folder.resolve(pattern)).isFile();
        } catch (InvalidPathException wildcardsAreNoNames) {
            return false;
        }
    }

    private boolean isThere(Path path, boolean literal, BiConsumer<Path, Boolean> noFile) throws IOException {
        if (sights.get(path) instanceof Text) {
            return true;
        }
        Look look = disk.look(path);
        if (look.isFile() || look.kind() == Kind.HIDDEN) {
            return true;
        }
        if (known.hasText(path) && (look.kind() != Kind.ABSENT || folderIsGone(path))) {
            throw fail(
                    path,
                    new IOException(
                            look.kind() == Kind.ABSENT
                                    ? "its folder" + IS_GONE
                                    : "something that is no regular file has taken its place"));
        }
        sights.put(path, new Other(look.kind()));
        if (look.kind() != Kind.ABSENT) {
            noFile.accept(path, literal && look.isFolder());
        }
        return false;
    }

    private boolean folderIsGone(Path path) {
        Path folder = path.getParent();
        return folder != null && !disk.look(folder).isFolder();
    }

    /** Wildcards, from the first part that has some. */
    private List<Path> search(Path folder, String pattern) throws IOException {
        String separator = folder.getFileSystem().getSeparator();
        String slashed = pattern.replace(separator, "/");
        int wild = 0;
        while ("*?[".indexOf(slashed.charAt(wild)) < 0) {
            wild++;
        }
        int slash = slashed.lastIndexOf('/', wild);
        List<Path> bases = List.of(slash < 0 ? folder : folder.resolve(slashed.substring(0, slash + 1)));
        for (String part : slashed.substring(slash + 1).split("/+")) {
            List<Path> next = new ArrayList<>();
            for (Path base : bases) {
                if (Glob.isWild(part)) {
                    list(base, new Glob(part)).forEach(name -> next.add(base.resolve(name)));
                } else {
                    next.add(base.resolve(part));
                }
            }
            bases = next;
        }
        return bases;
    }

    private List<String> list(Path folder, Glob glob) throws IOException {
        refuseIfLate();
        Look look = disk.look(folder);
        if (!look.isFolder()) {
            if (known.hasTextIn(folder)) {
                throw fail(folder, new IOException("the folder " + folder + IS_GONE));
            }
            sights.put(folder, new Other(look.kind()));
            return List.of();
        }
        Listing former = known.listing(folder);
        Listing listing = sights.get(folder) instanceof Listing same
                ? same
                : new Listing(look, look.settled(beganMillis), Map.of());
        List<String> found = former != null && former.settled() && former.look().equals(look)
                ? former.found().get(glob)
                : null;
        if (found == null) {
            found = Listing.matching(glob, names(folder));
        }
        refuseIfUnmounted(folder, look, former, found);
        sights.put(folder, listing.with(glob, found));
        return found;
    }

    private List<String> names(Path folder) throws IOException {
        List<String> listed = names.get(folder);
        if (listed == null) {
            try {
                listed = disk.names(folder);
            } catch (IOException unreadable) {
                throw fail(folder, unreadable);
            }
            names.put(folder, listed);
        }
        return listed;
    }

    private void refuseIfUnmounted(Path folder, Look look, @Nullable Listing former, List<String> found)
            throws IOException {
        boolean elsewhere = former != null && !Objects.equals(former.look().device(), look.device());
        if (found.isEmpty() && elsewhere && known.hasTextIn(folder)) {
            throw fail(
                    folder,
                    new IOException(
                            "the file system with the folder " + folder + " is gone; what was read from it stays"));
        }
    }

    /**
     * Ends it.
     *
     * @return everything that it saw
     */
    public Seen end() {
        return new Seen(sights, blanks, whole, before);
    }
}
