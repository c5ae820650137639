package org.outpub.sorcery.ini.text;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ObjectSet;

/**
 * A section while its document is read: open while it gains entries, and as small as it can be while it does not.
 * Confined to one thread.
 */
final class SectionBuilder {
    /** No object has so many options. */
    static final int MOST_ENTRIES = 10_000;

    private static final int USUAL_ENTRIES = 16;
    private static final String[] CLOSED = {};
    private static final int[] NO_LINES = {};
    private final String name;
    private final Origin origin;
    private boolean template;
    private boolean holdsControls;
    /** What the section is now; null while it changes. */
    private @Nullable IniSection section;

    private String[] names = CLOSED;
    private String[] values = CLOSED;
    private int[] lines = NO_LINES;
    /** Stays null while every entry comes from the file that the section begins in. */
    private String @Nullable [] sources;

    private int size;
    /** The value that {@code +=} is making longer, and where it stands. */
    private @Nullable StringBuilder joined;

    private int joinedAt;
    /** Where {@code +=} finds the last entry of a name; made when it is first asked for. */
    private @Nullable Map<String, Integer> lasts;

    SectionBuilder(String name, Origin origin) {
        this.name = name;
        this.origin = origin;
    }

    /** A section that is known from a former reading. */
    SectionBuilder(IniSection known) {
        this(known.values().id(), known.values().origin());
        template = known.template();
        section = known;
        size = known.values().size();
    }

    String name() {
        return name;
    }

    boolean isTemplate() {
        return template;
    }

    void makeTemplate() {
        open();
        template = true;
    }

    int size() {
        return size;
    }

    String name(int index) {
        return section == null ? names[index] : section.values().name(index);
    }

    String value(int index) {
        if (section != null) {
            return section.values().value(index);
        }
        endJoining();
        return values[index];
    }

    boolean isFull(int more) {
        return size + more > MOST_ENTRIES;
    }

    /** Says that some entry, or the name, may hold characters that no object may have. */
    void noteControls() {
        open();
        holdsControls = true;
    }

    private void open() {
        if (names == CLOSED) {
            int capacity = Math.max(USUAL_ENTRIES, size * 2);
            names = new String[capacity];
            values = new String[capacity];
            lines = new int[capacity];
            if (section != null) {
                ObjectSet known = section.values();
                size = 0;
                addAll(known);
                holdsControls = !known.flaws().isEmpty();
            }
        }
        section = null;
    }

    void add(String entry, String value, String source, int line) {
        open();
        if (size == names.length) {
            reserve(size * 2);
        }
        names[size] = entry;
        values[size] = value;
        lines[size] = line;
        noteSource(source);
        if (lasts != null) {
            lasts.put(entry, size);
        }
        size++;
    }

    /** Copies the other's entries as they are now; what it gains later is not seen (as in Asterisk). */
    void inherit(SectionBuilder other) {
        ObjectSet entries = other.section().values();
        open();
        holdsControls |= !entries.flaws().isEmpty();
        addAll(entries);
    }

    private void addAll(ObjectSet entries) {
        reserve(size + entries.size());
        for (int i = 0; i < entries.size(); i++) {
            add(entries.name(i), entries.value(i), entries.source(i), entries.line(i));
        }
    }

    private void reserve(int capacity) {
        if (capacity > names.length) {
            names = Arrays.copyOf(names, capacity);
            values = Arrays.copyOf(values, capacity);
            sources = sources == null ? null : Arrays.copyOf(sources, capacity);
            lines = Arrays.copyOf(lines, capacity);
        }
    }

    /** The entry at the end, whose place there is, is of a file. */
    private void noteSource(String source) {
        if (sources == null && !source.equals(origin.source())) {
            sources = new String[names.length];
            Arrays.fill(sources, 0, size, origin.source());
        }
        if (sources != null) {
            sources[size] = source;
        }
    }

    private String source(int index) {
        return sources == null ? origin.source() : sources[index];
    }

    /** The last entry of exactly this name, or -1. */
    int last(String entry) {
        open();
        if (lasts == null) {
            lasts = new HashMap<>();
            for (int i = 0; i < size; i++) {
                lasts.put(names[i], i);
            }
        }
        return lasts.getOrDefault(entry, -1);
    }

    /** How long the value of an entry is. */
    int length(int index) {
        return joined != null && joinedAt == index ? joined.length() : values[index].length();
    }

    /** Whether the value of an entry was made longer before any other. */
    boolean isJoined(int index) {
        return joined != null && joinedAt == index;
    }

    /** Makes the value of an entry longer, in time proportional to the text as long as it is the same entry. */
    void join(int index, String text) {
        if (!isJoined(index)) {
            endJoining();
            joined = new StringBuilder(values[index]);
            joinedAt = index;
        }
        StringBuilder value = Objects.requireNonNull(joined);
        value.append(value.isEmpty() ? text.trim() : text);
        int end = value.length();
        while (end > 0 && value.charAt(end - 1) <= ' ') {
            end--;
        }
        value.setLength(end);
    }

    private void endJoining() {
        if (joined != null) {
            values[joinedAt] = joined.toString();
            joined = null;
        }
    }

    /** The section as it is now; the same instance until it changes. */
    IniSection section() {
        if (section == null) {
            endJoining();
            ObjectSet.Builder set = ObjectSet.builder(name, origin, size);
            for (int i = 0; i < size; i++) {
                set.add(names[i], values[i], source(i), lines[i]);
            }
            if (holdsControls) {
                refuseControls(set);
            }
            section = new IniSection(template, set.build());
        }
        return section;
    }

    private void refuseControls(ObjectSet.Builder set) {
        PlainText.flaw(name).ifPresent(flaw -> set.flaw(origin, "the section's name: " + flaw));
        for (int i = 0; i < size; i++) {
            Origin place = Origin.of(source(i), lines[i]);
            String entry = names[i];
            PlainText.flaw(entry).ifPresent(flaw -> set.flaw(place, "an option's name: " + flaw));
            PlainText.flaw(values[i]).ifPresent(flaw -> set.flaw(place, entry + ": " + flaw));
        }
    }

    /** Lets go of what is only needed while entries are added; they can be added again all the same. */
    void close() {
        section();
        names = CLOSED;
        values = CLOSED;
        lines = NO_LINES;
        sources = null;
        lasts = null;
    }
}
