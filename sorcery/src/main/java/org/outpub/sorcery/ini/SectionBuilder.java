package org.outpub.sorcery.ini;

import java.util.Arrays;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.ObjectSet;

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
    private String[] sources = new String[USUAL_ENTRIES];
    private int[] lines = new int[USUAL_ENTRIES];
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
        sources[size] = source;
        lines[size] = line;
        size++;
    }

    /** Copies the other's entries as they are now; what it gains later is not seen (as in Asterisk). */
    void addAll(SectionBuilder other) {
        int count = other.size;
        reserve(size + count);
        System.arraycopy(other.names, 0, names, size, count);
        System.arraycopy(other.values, 0, values, size, count);
        System.arraycopy(other.sources, 0, sources, size, count);
        System.arraycopy(other.lines, 0, lines, size, count);
        size += count;
    }

    private void reserve(int capacity) {
        if (capacity > names.length) {
            names = Arrays.copyOf(names, capacity);
            values = Arrays.copyOf(values, capacity);
            sources = Arrays.copyOf(sources, capacity);
            lines = Arrays.copyOf(lines, capacity);
        }
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
        ObjectSet.Builder set = ObjectSet.builder(name, origin);
        for (int i = 0; i < size; i++) {
            set.add(names[i], values[i], sources[i], lines[i]);
        }
        return new IniSection(template, set.build());
    }
}
