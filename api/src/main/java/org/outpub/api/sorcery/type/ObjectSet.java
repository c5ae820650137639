package org.outpub.api.sorcery.type;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;

/**
 * One object before it is typed: its id and an ordered list of names and values, each with the place it came from. Names
 * may repeat. Immutable, and kept in flat arrays because a store may hold a hundred thousand of them.
 */
public final class ObjectSet {
    private final String id;
    /** Where the object begins; not as an origin, which would take more memory. */
    private final String source;

    private final int line;
    private final int column;
    private final String[] names;
    private final String[] values;
    /**
     * The line of each entry, counted from the object's, so that many sets share one array; behind them their columns, if
     * those are known.
     */
    private final int[] places;
    /** One source for each entry, or a single one when all entries share it. */
    private final String[] sources;

    /** Why no object may be made from it; empty for almost all. */
    private final List<ConfigProblem> flaws;

    private ObjectSet(
            String id,
            Origin origin,
            String[] names,
            String[] values,
            int[] places,
            String[] sources,
            List<ConfigProblem> flaws) {
        this.id = id;
        this.source = origin.source();
        this.line = origin.line();
        this.column = origin.column();
        this.names = names;
        this.values = values;
        this.places = places;
        this.sources = sources;
        this.flaws = flaws;
    }

    /**
     * Starts a set.
     *
     * @param id the object's id
     * @param origin where the object begins, such as the line of its section header
     * @return a builder, confined to one thread
     */
    public static Builder builder(String id, Origin origin) {
        return builder(id, origin, Builder.USUAL_ENTRIES);
    }

    /**
     * Starts a set whose size is known.
     *
     * @param id the object's id
     * @param origin where the object begins, such as the line of its section header
     * @param entries how many there will be; another number costs time only
     * @return a builder, confined to one thread
     */
    public static Builder builder(String id, Origin origin, int entries) {
        return new Builder(id, origin, entries);
    }

    /**
     * A set made by code, without lines.
     *
     * @param id the object's id
     * @param values names and values in the map's order
     * @return the set
     */
    public static ObjectSet of(String id, Map<String, String> values) {
        Builder builder = builder(id, Origin.MEMORY);
        values.forEach((name, value) -> builder.add(name, value, Origin.MEMORY));
        return builder.build();
    }

    /**
     * The object's id.
     *
     * @return as the storage spells it
     */
    public String id() {
        return id;
    }

    /**
     * Where the object begins.
     *
     * @return such as the line of its section header
     */
    public Origin origin() {
        return new Origin(source, line, column);
    }

    /**
     * How many entries there are.
     *
     * @return 0 or more
     */
    public int size() {
        return names.length;
    }

    /**
     * One entry's name.
     *
     * @param index from 0
     * @return as written
     */
    public String name(int index) {
        return names[index];
    }

    /**
     * One entry's value.
     *
     * @param index from 0
     * @return as written, trimmed; may be empty
     */
    public String value(int index) {
        return values[index];
    }

    /**
     * One entry's place.
     *
     * @param index from 0
     * @return file and line, and the column if the format has one
     */
    public Origin origin(int index) {
        int column = places.length > names.length ? places[names.length + index] : 0;
        return new Origin(source(index), line(index), column);
    }

    /**
     * What one entry was read from.
     *
     * @param index from 0
     * @return as its {@link #origin(int)} has it
     */
    public String source(int index) {
        return sources.length == 1 ? sources[0] : sources[index];
    }

    /**
     * The line of one entry.
     *
     * @param index from 0
     * @return as its {@link #origin(int)} has it
     */
    public int line(int index) {
        return line + places[index];
    }

    /**
     * What a reader found wrong with the object itself, so that it can tell which one it is: an object is made from a
     * set without flaws only.
     *
     * @return errors, in order; unmodifiable
     */
    public List<ConfigProblem> flaws() {
        return flaws;
    }

    /**
     * The entries in order, as values of their own.
     *
     * @return an unmodifiable list
     */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>(names.length);
        for (int i = 0; i < names.length; i++) {
            entries.add(new Entry(names[i], values[i], origin(i)));
        }
        return List.copyOf(entries);
    }

    /**
     * The first value of a name, which is the one that classifies a section (Asterisk: {@code criteria}).
     *
     * @param name compared without regard to case
     * @return empty if there is none
     */
    public Optional<String> first(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equalsIgnoreCase(name)) {
                return Optional.of(values[i]);
            }
        }
        return Optional.empty();
    }

    /**
     * The last value of a name, which is the one a scalar option takes.
     *
     * @param name compared without regard to case
     * @return empty if there is none
     */
    public Optional<String> last(String name) {
        int index = lastIndex(name);
        return index < 0 ? Optional.empty() : Optional.of(values[index]);
    }

    /**
     * Where the last value of a name is.
     *
     * @param name compared without regard to case
     * @return from 0; -1 if there is none
     */
    public int lastIndex(String name) {
        int index = names.length - 1;
        while (index >= 0 && !names[index].equalsIgnoreCase(name)) {
            index--;
        }
        return index;
    }

    /**
     * The same set with other values of one name; they take the place of its first entry, or stand at the end.
     *
     * @param name compared without regard to case
     * @param newValues in order; empty to leave the name out
     * @return another set
     */
    public ObjectSet with(String name, List<String> newValues) {
        Builder builder = builder(id, origin());
        flaws.forEach(flaw -> builder.flaw(flaw.origin(), flaw.message()));
        boolean placed = false;
        for (int i = 0; i < names.length; i++) {
            if (!names[i].equalsIgnoreCase(name)) {
                builder.add(names[i], values[i], origin(i));
            } else if (!placed) {
                placed = true;
                Origin place = origin(i);
                newValues.forEach(value -> builder.add(name, value, place));
            }
        }
        if (!placed) {
            newValues.forEach(value -> builder.add(name, value, origin()));
        }
        return builder.build();
    }

    /**
     * The same values under another id.
     *
     * @param newId the id
     * @return another set
     */
    public ObjectSet withId(String newId) {
        return new ObjectSet(newId, origin(), names, values, places, sources, flaws);
    }

    /**
     * Whether two sets would make equal objects of any type: the same id and the same names and values in order.
     * Lines are left out, because moving a section within its file is no change; files are not, because relative paths
     * in values are relative to the one they stand in.
     *
     * @param other another set
     * @return true if so
     */
    public boolean sameContent(ObjectSet other) {
        return id.equals(other.id)
                && (values == other.values || Arrays.equals(values, other.values))
                && (names == other.names || Arrays.equals(names, other.names))
                && (sources == other.sources || Arrays.equals(sources, other.sources))
                && flaws.equals(other.flaws);
    }

    /**
     * Whether two sets of the same content stand in the same places, so that either will do.
     *
     * @param other a set for which {@link #sameContent} holds
     * @return true if so
     */
    public boolean samePlaces(ObjectSet other) {
        return line == other.line
                && column == other.column
                && source.equals(other.source)
                && Arrays.equals(places, other.places);
    }

    /** Prints the id, the place and the names; never the values, for some of them are secret. */
    @Override
    public String toString() {
        return '[' + id + "] at " + origin() + ' ' + Arrays.toString(names);
    }

    /**
     * One name and value with its place.
     *
     * @param name as written
     * @param value as written, trimmed
     * @param origin file and line
     */
    public record Entry(String name, String value, Origin origin) {
        /** Prints the name and the place; the value may be secret. */
        @Override
        public String toString() {
            return name + " at " + origin;
        }
    }

    /** Gathers the entries of one object. Confined to one thread; use it for one set. */
    public static final class Builder {
        private static final int USUAL_ENTRIES = 8;
        private final String id;
        private final Origin origin;
        private String[] names;
        private String[] values;
        private int[] lines;
        /** Stays null while no entry has a column. */
        private int @Nullable [] columns;

        private @Nullable List<ConfigProblem> flaws;
        /** Stays null while every entry comes from the same source. */
        private String @Nullable [] sources;

        private String commonSource;
        private int size;

        private Builder(String id, Origin origin, int entries) {
            this.names = new String[entries];
            this.values = new String[entries];
            this.lines = new int[entries];
            this.id = Objects.requireNonNull(id, "id");
            this.origin = Objects.requireNonNull(origin, "origin");
            this.commonSource = origin.source();
        }

        /**
         * Adds an entry at the end.
         *
         * @param name as written
         * @param value as written, trimmed
         * @param origin file, line and perhaps column
         * @return this
         */
        public Builder add(String name, String value, Origin origin) {
            return add(name, value, origin.source(), origin.line(), origin.column());
        }

        /**
         * Adds an entry with a column at the end, without an {@link Origin} of its own.
         *
         * @param name as written
         * @param value as written, trimmed
         * @param source the file's name, best the same instance for all entries of a file
         * @param line counted from 1; 0 if there are no lines
         * @param column counted from 1; 0 if it is not known
         * @return this
         */
        public Builder add(String name, String value, String source, int line, int column) {
            add(name, value, source, line);
            if (column != 0 && columns == null) {
                columns = new int[names.length];
            }
            if (columns != null) {
                columns[size - 1] = column;
            }
            return this;
        }

        /**
         * Says that no object may be made from the set, for what a format can say and an object set cannot.
         *
         * @param origin where it stands
         * @param message what is wrong and what was expected
         * @return this
         */
        public Builder flaw(Origin origin, String message) {
            if (flaws == null) {
                flaws = new ArrayList<>(1);
            }
            flaws.add(ConfigProblem.error(origin, message));
            return this;
        }

        /**
         * Adds an entry at the end, without an {@link Origin} of its own.
         *
         * @param name as written
         * @param value as written, trimmed
         * @param source the file's name, best the same instance for all entries of a file
         * @param line counted from 1; 0 if there are no lines
         * @return this
         */
        public Builder add(String name, String value, String source, int line) {
            if (size == names.length) {
                grow();
            }
            noteSource(source);
            names[size] = Objects.requireNonNull(name, "name");
            values[size] = Objects.requireNonNull(value, "value");
            lines[size] = line;
            size++;
            return this;
        }

        private void grow() {
            int capacity = Math.max(USUAL_ENTRIES, names.length * 2);
            names = Arrays.copyOf(names, capacity);
            values = Arrays.copyOf(values, capacity);
            lines = Arrays.copyOf(lines, capacity);
            if (columns != null) {
                columns = Arrays.copyOf(columns, capacity);
            }
            if (sources != null) {
                sources = Arrays.copyOf(sources, capacity);
            }
        }

        private void noteSource(String source) {
            if (sources == null) {
                if (size == 0) {
                    commonSource = source;
                }
                if (source.equals(commonSource)) {
                    return;
                }
                sources = new String[names.length];
                Arrays.fill(sources, 0, size, commonSource);
            }
            sources[size] = source;
        }

        /**
         * Ends the set.
         *
         * @return the set
         */
        public ObjectSet build() {
            if (size < names.length) {
                trim();
            }
            return new ObjectSet(
                    id,
                    origin,
                    names,
                    values,
                    places(),
                    sources == null ? new String[] {commonSource} : sources,
                    flaws == null ? List.of() : List.copyOf(flaws));
        }

        /**
         * Ends the set, which shares with another set what is equal in both, for the sake of memory.
         *
         * @param similar such as the set before, which probably has the same names on lines in the same order
         * @return the set
         */
        public ObjectSet build(ObjectSet similar) {
            ObjectSet set = build();
            return new ObjectSet(
                    set.id,
                    origin,
                    Arrays.equals(set.names, similar.names) ? similar.names : set.names,
                    set.values,
                    Arrays.equals(set.places, similar.places) ? similar.places : set.places,
                    Arrays.equals(set.sources, similar.sources) ? similar.sources : set.sources,
                    set.flaws);
        }

        private int[] places() {
            int[] places = columns == null ? lines : Arrays.copyOf(lines, size * 2);
            for (int i = 0; i < size; i++) {
                places[i] -= origin.line();
            }
            if (columns != null) {
                System.arraycopy(columns, 0, places, size, size);
            }
            return places;
        }

        private void trim() {
            names = Arrays.copyOf(names, size);
            values = Arrays.copyOf(values, size);
            lines = Arrays.copyOf(lines, size);
            if (sources != null) {
                sources = Arrays.copyOf(sources, size);
            }
        }
    }

    /**
     * Folds a name the way lookups compare it.
     *
     * @param name as written
     * @return in lower case
     */
    static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
