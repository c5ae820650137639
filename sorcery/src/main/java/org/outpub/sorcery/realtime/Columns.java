package org.outpub.sorcery.realtime;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.Field;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.sorcery.realtime.OwnColumn.BrokenException;

/**
 * The columns that a table has now, matched by name to the options of a type: those that it does not know are ignored, and
 * those that are missing mean its defaults, so that every revision of Asterisk's tables is read. Immutable.
 *
 * @param <T> the objects' class
 */
final class Columns<T extends SorceryObject> {
    private static final String ID = "id";
    private final ObjectType<T> type;
    /** Names as the database spells them, with their places from 1, in order; options only. */
    private final Map<String, Integer> options = new LinkedHashMap<>();
    /** Options that may have several values. */
    private final Set<String> repeated;

    private int id;
    private @Nullable String idName;
    private int own;
    private @Nullable String ownName;

    Columns(ObjectType<T> type, ResultSetMetaData columns) throws SQLException {
        this.type = type;
        this.repeated = type.fields().stream()
                .filter(field -> field.kind() == Field.Kind.REPEATED)
                .map(Field::name)
                .collect(Collectors.toSet());
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            put(columns.getColumnLabel(i), i);
        }
        if (id == 0) {
            throw new SQLException("the table has no column 'id'", "42703");
        }
    }

    private void put(String name, int place) {
        if (name.equalsIgnoreCase(ID)) {
            id = place;
            idName = name;
        } else if (name.equalsIgnoreCase(OwnColumn.NAME)) {
            own = place;
            ownName = name;
        } else if (type.knows(name)) {
            options.put(name, place);
        }
    }

    /** Reads the row that a result stands at; empty if it has no id. */
    Optional<ObjectSet> read(ResultSet row, Origin origin) throws SQLException {
        String key = row.getString(id);
        if (key == null) {
            return Optional.empty();
        }
        ObjectSet.Builder set = ObjectSet.builder(id(key), origin);
        for (Map.Entry<String, Integer> option : options.entrySet()) {
            List<String> values = ColumnText.read(row.getString(option.getValue()));
            values.forEach(value -> set.add(option.getKey(), value, origin));
            if (values.size() > 1 && !mayRepeat(option.getKey())) {
                set.flaw(
                        origin,
                        "column " + option.getKey()
                                + " has several values, for a ';' separates them; write ^3B for a ';'" + " in a value");
            }
        }
        if (own > 0) {
            readOwn(row.getString(own), set, origin);
        }
        return Optional.of(set.build());
    }

    private static void readOwn(@Nullable String column, ObjectSet.Builder set, Origin origin) {
        try {
            OwnColumn.read(column).forEach((name, value) -> set.add(name, value, origin));
        } catch (BrokenException broken) {
            set.flaw(origin, String.valueOf(broken.getMessage()));
        }
    }

    private boolean mayRepeat(String option) {
        return repeated.contains(option) || type.groups().stream().anyMatch(group -> group.has(option));
    }

    /** The object's id that a column {@code id} says. */
    static String id(String column) {
        return String.join(";", ColumnText.read(column));
    }

    /** The text of the column {@code id} for an object. */
    private static String key(String id) {
        return String.valueOf(ColumnText.write(List.of(id)));
    }

    /** What the column {@code id} may hold for an object: as it is written here, and as others may have written it. */
    static Set<String> keys(String id) {
        Set<String> keys = new LinkedHashSet<>();
        keys.add(key(id));
        if (id.indexOf(0) < 0 && id(id).equals(id)) {
            keys.add(id);
        }
        return keys;
    }

    /**
     * What a row says of an object, for every column that the type knows.
     *
     * @return by column, null where the option is left to its default; the id is among them
     * @throws MissingColumnException if an option has no column and is not at its default
     */
    Map<String, @Nullable String> write(T object) throws MissingColumnException {
        Map<String, List<String>> values = new LinkedHashMap<>();
        ObjectSet set = type.format(object);
        for (int i = 0; i < set.size(); i++) {
            values.computeIfAbsent(set.name(i), first -> new ArrayList<>()).add(set.value(i));
        }
        values.remove("type");
        Map<String, @Nullable String> row = new LinkedHashMap<>();
        row.put(String.valueOf(idName), key(object.id()));
        for (String column : options.keySet()) {
            row.put(column, ColumnText.write(take(values, column)));
        }
        Map<String, String> extended = new LinkedHashMap<>();
        if (ownName != null) {
            extended.putAll(takeExtended(values));
            row.put(ownName, OwnColumn.write(extended));
        }
        refuseWhatHasNoColumn(object, values);
        return row;
    }

    /** A column's case may matter, as of extended options, or not. */
    private static List<String> take(Map<String, List<String>> values, String column) {
        List<String> exactly = values.remove(column);
        if (exactly != null || column.startsWith("@")) {
            return exactly == null ? List.of() : exactly;
        }
        Map<String, List<String>> inAnyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        inAnyCase.putAll(values);
        List<String> found = inAnyCase.get(column);
        values.keySet().removeIf(name -> name.equalsIgnoreCase(column));
        return found == null ? List.of() : found;
    }

    private static Map<String, String> takeExtended(Map<String, List<String>> values) {
        Map<String, String> extended = new LinkedHashMap<>();
        values.forEach((name, all) -> {
            if (name.startsWith("@")) {
                extended.put(name, all.get(all.size() - 1));
            }
        });
        values.keySet().removeAll(extended.keySet());
        return extended;
    }

    private void refuseWhatHasNoColumn(T object, Map<String, List<String>> values) throws MissingColumnException {
        for (String left : values.keySet()) {
            if (!isDefault(object, left)) {
                throw new MissingColumnException(left);
            }
        }
    }

    /** Whether the object would be the same without what it says of a name. */
    private boolean isDefault(T object, String name) {
        return type.copy(object, set -> set.with(name, List.of()), problem -> {})
                .filter(object::equals)
                .isPresent();
    }

    /** An option cannot be stored. */
    static final class MissingColumnException extends Exception {
        private static final long serialVersionUID = 1;
        private final String option;

        MissingColumnException(String option) {
            super(option);
            this.option = option;
        }

        String option() {
            return option;
        }
    }
}
