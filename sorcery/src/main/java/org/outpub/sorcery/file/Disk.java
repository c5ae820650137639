package org.outpub.sorcery.file;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.outpub.sorcery.file.MountTable.Mounts;

/**
 * What is asked of file systems: of each path its own. Nothing is ever written. Safe for use by many threads, if the
 * file system is.
 */
public interface Disk {
    /**
     * The disk itself. No call of it takes longer than five seconds: what does not answer by then, as a network file system
     * whose server is gone, is a {@link SilentException}, or {@link Look#HIDDEN}, until it does.
     *
     * @return always the same
     */
    static Disk real() {
        return RealDisk.PATIENT;
    }

    /**
     * A disk that is waited for in limited time, wherever it is.
     *
     * @param disk which
     * @param limit how long each call may take
     * @return the same disk, whose calls fail when they take longer
     */
    static Disk waitingFor(Disk disk, Duration limit) {
        return new PatientDisk(disk, () -> Mounts.UNKNOWN, path -> false, limit);
    }

    /**
     * Looks at a path, links followed.
     *
     * @param path any
     * @return what it looks like; never throws
     */
    Look look(Path path);

    /**
     * Reads a whole file. Anything but a regular file is not opened: reading a pipe or a device might never end.
     *
     * @param file of 64 MiB at most
     * @return its bytes
     * @throws IOException if it cannot be read
     */
    byte[] read(Path file) throws IOException;

    /**
     * Lists a folder.
     *
     * @param folder where
     * @return the names of what is in it, in no order
     * @throws IOException if it is none, or cannot be listed
     */
    List<String> names(Path folder) throws IOException;

    /**
     * Follows one link.
     *
     * @param link perhaps a symbolic link
     * @return what it points to, as it is written; empty if it is no link
     */
    Optional<Path> target(Path link);

    /**
     * The clock by which files get their times.
     *
     * @return milliseconds since 1970
     */
    long nowMillis();
}
