package org.outpub.sorcery.file;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a path looked like at a moment, links followed. Two equal looks mean the same content if the first of them was
 * {@linkplain #settled settled}. Immutable.
 *
 * @param kind what is there
 * @param size of a file, in bytes; 0 for everything else
 * @param nanos when it last changed, in nanoseconds since 1970: the change time where the file system has one, for nobody
 *     can set that back; else the modification time; 0 if nothing is there
 * @param proof whether {@code nanos} is the change time
 * @param device which file system it is on; null if that is not known
 * @param key which file of the file system it is; null if that is not known
 */
public record Look(
        Kind kind,
        long size,
        long nanos,
        boolean proof,
        @Nullable Object device,
        @Nullable Object key) {
    /** Nothing is there. */
    public static final Look ABSENT = new Look(Kind.ABSENT, 0, 0, false, null, null);

    /** Something is there, or is not: the system does not say. */
    public static final Look HIDDEN = new Look(Kind.HIDDEN, 0, 0, false, null, null);

    /** Times of some file systems are whole seconds, and even numbers of them. */
    private static final long COARSEST_MILLIS = 2_000;

    /** What is at a path. */
    public enum Kind {
        /** A regular file. */
        FILE,
        /** A folder. */
        FOLDER,
        /** A pipe, a device or a socket, which is never opened. */
        OTHER,
        /** Nothing. */
        ABSENT,
        /** It cannot be found out: no permission, links in a circle, a disk that fails. */
        HIDDEN
    }

    /**
     * Whether a change after this look would give another look. A change in the same tick of the file system's clock
     * might not, so what changed just now is not settled.
     *
     * @param nowMillis when it was looked, by the clock of the disk
     * @return false if only the bytes can tell
     */
    public boolean settled(long nowMillis) {
        return proof && TimeUnit.NANOSECONDS.toMillis(nanos) + COARSEST_MILLIS < nowMillis;
    }

    /**
     * Whether it is a regular file.
     *
     * @return false for anything else, and for nothing
     */
    public boolean isFile() {
        return kind == Kind.FILE;
    }

    /**
     * Whether it is a folder.
     *
     * @return false for anything else, and for nothing
     */
    public boolean isFolder() {
        return kind == Kind.FOLDER;
    }

    /** Whether it is the same file, written in place, and not another one that was put there. */
    boolean isOfSameFileAs(Look other) {
        return Objects.equals(key, other.key) && Objects.equals(device, other.device);
    }

    /**
     * Whether there is less than there was: somebody may be writing it anew, or replacing it step by step. Another file
     * that was put in its place is whole.
     */
    boolean isLessThan(Look before) {
        return before.isFile()
                ? !isFile() || size < before.size && isOfSameFileAs(before)
                : before.isFolder() && !isFile() && !isFolder();
    }
}
