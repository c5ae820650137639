package org.outpub.sorcery.ini.text;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ObjectSet;

/** A section while it is read. Confined to one thread. */
final class SectionBuilder {
    /** No object has so many options; without a bound, hostile text could make searches in a section slow. */
    static final int MOST_ENTRIES = 10_000;

    private static final int USUAL_ENTRIES = 8;
    private final String name;
    private final Origin origin;
    private boolean template;
    private String[] names = new String[USUAL_ENTRIES];
    private String[] values = new String[USUAL_ENTRIES];
    private int[] lines = new int[USUAL_ENTRIES];
    /** Stays null while every entry comes from the file that the section begins in. */
    private String @Nullable [] sources;

    private int size;

    SectionBuilder(String name, Origin origin) {
        this.name = name;
        this.origin = origin;
    }

    String name() {
        return name;
    }

    boolean isTemplate() {
        return template;
    }

    void makeTemplate() {
        template = true;
    }

    int size() {
        return size;
    }

    String name(int index) {
        return names[index];
    }

    String value(int index) {
        return values[index];
    }

    boolean isFull(int more) {
        return size + more > MOST_ENTRIES;
    }

    void add(String entry, String value, String source, int line) {
        if (size == names.length) {
            reserve(size * 2);
        }
        names[size] = entry;
        values[size] = value;
        noteSource(source);
        lines[size] = line;
        size++;
    }

    /** Copies the other's entries as they are now; what it gains later is not seen (as in Asterisk). */
    void addAll(SectionBuilder other) {
        int count = other.size;
        reserve(size + count);
        System.arraycopy(other.names, 0, names, size, count);
        System.arraycopy(other.values, 0, values, size, count);
        System.arraycopy(other.lines, 0, lines, size, count);
        for (int i = 0; i < count; i++) {
            noteSource(other.source(i));
            size++;
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
        for (int i = size - 1; i >= 0; i--) {
            if (names[i].equals(entry)) {
                return i;
            }
        }
        return -1;
    }

    void replace(int index, String value) {
        values[index] = value;
    }

    IniSection build() {
        ObjectSet.Builder set = ObjectSet.builder(name, origin, size);
        for (int i = 0; i < size; i++) {
            set.add(names[i], values[i], source(i), lines[i]);
        }
        return new IniSection(template, set.build());
    }
}
