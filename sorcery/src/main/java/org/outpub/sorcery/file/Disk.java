package org.outpub.sorcery.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of file systems: of each path its own. Nothing is ever written. Safe for use by many threads, if the
 * file system is.
 */
public interface Disk {
    /**
     * The disk itself.
     *
     * @return always the same
     */
    static Disk real() {
        return RealDisk.INSTANCE;
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
