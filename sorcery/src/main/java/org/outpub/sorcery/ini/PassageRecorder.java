package org.outpub.sorcery.ini;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outpub.sorcery.ini.FormerFile.Passage;

/** Notes the passages of one file while it is read. Confined to one thread. */
final class PassageRecorder {
    private final byte[] bytes;
    private final List<Noted> noted = new ArrayList<>();
    /** The section under way, if all that was seen of it can be told from its bytes; else null. */
    private @Nullable SectionBuilder section;

    private List<SectionBuilder> bases = List.of();
    private int inherited;
    private int start;
    private int line;

    /**
     * A passage of which it is not yet known whether the rest of the text leaves it as it is.
     *
     * @param same the former reading's, if its section was taken over as it was
     */
    private record Noted(
            int start,
            int length,
            int lines,
            SectionBuilder section,
            int inherited,
            List<SectionBuilder> bases,
            @Nullable Passage same) {
        /** What is continued further down means more than its bytes. */
        boolean isWhole() {
            for (SectionBuilder base : bases) {
                if (base.isContinued()) {
                    return false;
                }
            }
            return !section.isContinued();
        }

        Passage passage() {
            if (same != null) {
                return same;
            }
            List<IniSection> built = bases.isEmpty()
                    ? List.of()
                    : bases.stream().map(SectionBuilder::build).toList();
            return new Passage(length, lines, section.build(), inherited, built);
        }
    }

    PassageRecorder(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A section begins, and has inherited what it inherits. */
    void begin(int offset, int headerLine, SectionBuilder opened, List<SectionBuilder> from) {
        section = opened;
        bases = from;
        inherited = opened.size();
        start = offset;
        line = headerLine;
    }

    /** What was just read depends on more than the section's bytes. */
    void giveUp() {
        section = null;
    }

    /** The section ends before a line. */
    void end(int offset, int nextLine) {
        if (section != null) {
            noted.add(new Noted(start, offset - start, nextLine - line, section, inherited, bases, null));
            section = null;
        }
    }

    /** A passage of the former reading was found again. */
    void again(int offset, Passage former, SectionBuilder found, List<SectionBuilder> from) {
        Passage same = found.isStill(former.section()) ? former : null;
        int entries = found.size() - former.section().values().size() + former.inherited();
        noted.add(new Noted(offset, former.length(), former.lines(), found, entries, from, same));
    }

    FormerFile build() {
        int[] starts = new int[noted.size()];
        List<Passage> passages = new ArrayList<>(noted.size());
        for (Noted each : noted) {
            if (each.isWhole()) {
                starts[passages.size()] = each.start;
                passages.add(each.passage());
            }
        }
        return new FormerFile(bytes, Arrays.copyOf(starts, passages.size()), passages);
    }
}
