package org.outpub.sorcery.ini;

import java.util.Arrays;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.ObjectSet;

/** The entries of a section that may still grow. Confined to one thread; used for one section after the other. */
final class SectionEntries {
    private static final int USUAL_ENTRIES = 16;
    private String[] names = new String[USUAL_ENTRIES];
    private String[] values = new String[USUAL_ENTRIES];
    private String[] sources = new String[USUAL_ENTRIES];
    private int[] lines = new int[USUAL_ENTRIES];
    private int size;

    int size() {
        return size;
    }

    String name(int index) {
        return names[index];
    }

    String value(int index) {
        return values[index];
    }

    void add(String name, String value, String source, int line) {
        if (size == names.length) {
            reserve(size * 2);
        }
        names[size] = name;
        values[size] = value;
        sources[size] = source;
        lines[size] = line;
        size++;
    }

    void addAll(SectionEntries other) {
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

    /** Copies a set's entries from an index on, as they stand some lines further down. */
    void addFrom(ObjectSet set, int from, int moved) {
        for (int i = from; i < set.size(); i++) {
            Origin origin = set.origin(i);
            add(set.name(i), set.value(i), origin.source(), origin.line() + moved);
        }
    }

    /** The last entry of exactly this name, or -1. */
    int last(String name) {
        for (int i = size - 1; i >= 0; i--) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    void replace(int index, String value) {
        values[index] = value;
    }

    ObjectSet toSet(String id, Origin origin) {
        ObjectSet.Builder set = ObjectSet.builder(id, origin, size);
        for (int i = 0; i < size; i++) {
            set.add(names[i], values[i], sources[i], lines[i]);
        }
        return set.build();
    }

    /** Forgets the entries, so that the arrays serve the next section. */
    void clear() {
        size = 0;
    }
}
