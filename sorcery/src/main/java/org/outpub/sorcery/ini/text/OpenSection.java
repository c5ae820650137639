package org.outpub.sorcery.ini.text;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ObjectSet;

/** A section that gains entries. Confined to one thread. */
final class OpenSection {
    private static final int USUAL_ENTRIES = 16;
    private final String name;
    private final Origin origin;
    private final Layouts layouts;
    private boolean template;
    private boolean holdsControls;
    private String[] names;
    private String[] values;
    private int[] lines;
    /** Stays null while every entry comes from the file that the section begins in. */
    private String @Nullable [] sources;

    private int size;
    /** The value that {@code +=} is making longer, and where it stands. */
    private @Nullable StringBuilder joined;

    private int joinedAt;
    /** Where {@code +=} finds the last entry of a name; made when it is first asked for. */
    private @Nullable Map<String, Integer> lasts;

    OpenSection(String name, Origin origin, Layouts layouts) {
        this(name, origin, layouts, USUAL_ENTRIES);
    }

    private OpenSection(String name, Origin origin, Layouts layouts, int capacity) {
        this.name = name;
        this.origin = origin;
        this.layouts = layouts;
        this.names = new String[capacity];
        this.values = new String[capacity];
        this.lines = new int[capacity];
    }

    /** One that goes on from what a section is. */
    static OpenSection of(IniSection section) {
        ObjectSet values = section.values();
        OpenSection open = new OpenSection(
                values.id(), values.origin(), new Layouts(), Math.max(USUAL_ENTRIES, values.size() * 2));
        open.template = section.template();
        open.addAll(values);
        return open;
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

    String entry(int index) {
        return names[index];
    }

    String value(int index) {
        endJoining();
        return values[index];
    }

    /** Says that some entry, or the name, may hold characters that no object may have. */
    void noteControls() {
        holdsControls = true;
    }

    void add(String entry, String value, String source, int line) {
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

    /** Adds entries that stand elsewhere, with their places and flaws. */
    void addAll(ObjectSet entries) {
        holdsControls |= !entries.flaws().isEmpty();
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

    IniSection build() {
        endJoining();
        ObjectSet.Builder set = ObjectSet.builder(name, origin, size);
        for (int i = 0; i < size; i++) {
            set.add(names[i], values[i], source(i), lines[i]);
        }
        if (holdsControls) {
            refuseControls(set);
        }
        return new IniSection(template, layouts.build(set, size));
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
}
