package org.outpub.publish.sources.files;

import org.outpub.publish.config.ContentSource;

/** The files of one publication. */
interface ContentPublication {
    ContentSource source();

    /** Looks at the files and publishes what changed since the last look. Safe for use by many threads. */
    void look();
}
