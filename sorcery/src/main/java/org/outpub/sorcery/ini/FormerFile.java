package org.outpub.sorcery.ini;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file as it was read before, with those of its sections whose meaning is that of their bytes and of the sections they
 * inherit from, and of nothing else. Where the same bytes stand in the file's next version, they need not be read
 * again. Nobody writes to it.
 *
 * @param bytes all of it
 * @param starts the offset of each passage's first byte, ascending
 * @param passages in the order of the text
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FormerFile(byte[] bytes, int[] starts, List<Passage> passages) {
    /**
     * The bytes of one section, from the start of its header's line to that of the next header's.
     *
     * @param length how many bytes there are
     * @param lines how many lines there are
     * @param section what the bytes mean
     * @param inherited how many of the section's entries are from its bases; its own stand after them
     * @param bases whom it inherits from, in order
     */
    record Passage(int length, int lines, IniSection section, int inherited, List<IniSection> bases) {}

    /** Goes through the passages while the file's next version is read. */
    Search search() {
        return new Search();
    }

    /** Where in the former file the reading of the next one has come. Confined to one thread. */
    final class Search {
        /** How many sections may be missing from one place before the rest of the file is read anew. */
        private static final int LOOK_AHEAD = 16;

        private int next;

        private Search() {}

        /** The next passage whose bytes stand at a place of another text; null if there is none. */
        @Nullable
        Passage find(byte[] text, int start) {
            int last = Math.min(next + LOOK_AHEAD, starts.length);
            for (int i = next; i < last; i++) {
                if (isAt(text, start, i)) {
                    next = i + 1;
                    return passages.get(i);
                }
            }
            return null;
        }

        private boolean isAt(byte[] text, int start, int index) {
            int length = passages.get(index).length;
            int end = start + length;
            return end <= text.length
                    && Arrays.equals(text, start, end, bytes, starts[index], starts[index] + length)
                    && (end == text.length || text[end - 1] == '\n');
        }
    }
}
