package org.outpub.sorcery.ini.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sections of one file as a reading found them, with the bytes that say so, for the next reading to take over. Only
 * plain sections are here: those whose bytes, together with the sections that they inherit from, are all that decides
 * what they mean. Nothing changes it any more once the reading is over.
 */
final class FileSections {
    private final byte[] file;
    private final List<Plain> sections = new ArrayList<>();

    FileSections(byte[] file) {
        this.file = file;
    }

    /**
     * A section that stands between two line starts, outside all comments, and begins with its bracket; a header of the
     * next section or the end of the file follows.
     *
     * @param start where it begins
     * @param end behind its last byte
     * @param line its header's
     * @param lines how many it has
     * @param size how many entries it has, own and inherited
     * @param bases what it inherits from, as it was then
     * @param section what it means
     */
    record Plain(int start, int end, int line, int lines, int size, List<IniSection> bases, IniSection section) {}

    void add(Plain section) {
        sections.add(section);
    }

    /** A walk through the sections beside another text, which most often has the same sections in the same order. */
    Walk walk() {
        return new Walk();
    }

    final class Walk {
        /** How many sections may have been taken out before the walk looks for one by its name. */
        private static final int AHEAD = 4;

        private int next;
        private int found;
        private @Nullable Map<String, Integer> byName;

        private Walk() {}

        /** The section whose bytes stand at a place of a text, with nothing behind that could belong to it. */
        @Nullable
        Plain at(byte[] text, int from) {
            for (int i = next; i < Math.min(next + AHEAD, sections.size()); i++) {
                Plain section = sections.get(i);
                if (stands(section, text, from)) {
                    found = i;
                    return section;
                }
            }
            return null;
        }

        private boolean stands(Plain section, byte[] text, int from) {
            int end = from + section.end - section.start;
            if (end > text.length || !Arrays.equals(file, section.start, section.end, text, from, end)) {
                return false;
            }
            return end == text.length || text[end] == '[' && text[end - 1] == '\n';
        }

        /** Goes on behind the section that was found last. */
        void pass() {
            next = found + 1;
        }

        /** Goes on behind the section of a name, which was read afresh. */
        void pass(String name) {
            for (int i = next; i < Math.min(next + AHEAD, sections.size()); i++) {
                if (nameOf(i).equals(name)) {
                    next = i + 1;
                    return;
                }
            }
            if (byName == null) {
                byName = new HashMap<>();
                for (int i = 0; i < sections.size(); i++) {
                    byName.putIfAbsent(nameOf(i), i);
                }
            }
            next = byName.getOrDefault(name, next - 1) + 1;
        }

        private String nameOf(int index) {
            return sections.get(index).section.values().id();
        }
    }
}
