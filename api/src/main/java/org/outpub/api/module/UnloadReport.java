package org.outpub.api.module;

import java.util.List;

/**
 * How unloading went. Immutable.
 *
 * @param ended how many publications ended with nothing left at their servers
 * @param leftBehind publications that servers may hold until they expire, each in words, such as {@code desk: no answer}
 */
public record UnloadReport(int ended, List<String> leftBehind) {
    /** Copies the list. */
    public UnloadReport {
        leftBehind = List.copyOf(leftBehind);
    }
}
