package org.outpub.publish.sources.files;

import java.nio.file.Path;
import java.util.List;

/** The files of one publication. */
interface ContentPublication {
    /** What can change what it publishes: the same list until that is something else. Safe for use by many threads. */
    List<Path> watched();

    /**
     * Looks at the files and publishes what changed since the last look. Safe for use by many threads.
     *
     * @return false if it could not be found out what is there
     */
    boolean look();

    /** The id of the object that is served. */
    String id();

    /** What is wrong with a file, so that what is published may not be what it holds; empty if nothing is. */
    String problem();
}
