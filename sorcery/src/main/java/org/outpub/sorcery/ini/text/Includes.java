package org.outpub.sorcery.ini.text;

import java.util.List;
import org.outpub.api.config.ProblemSink;

/** Where the reader gets included files from. */
public interface Includes {
    /**
     * Finds the files that an include means.
     *
     * @param pattern as written, perhaps with wildcards
     * @param includingFile the file it stands in
     * @param problems takes files that are there and cannot be read, at the include's own place
     * @return the files in order; empty if there is none
     */
    List<IncludedFile> find(String pattern, String includingFile, ProblemSink problems);

    /**
     * A file that was found.
     *
     * @param name as messages show it
     * @param bytes its content; nobody writes to it
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record IncludedFile(String name, byte[] bytes) {}
}
