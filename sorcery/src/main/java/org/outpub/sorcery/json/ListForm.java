package org.outpub.sorcery.json;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.Field;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.ValueShape;
import org.outpub.sorcery.json.JsonDocument.JsonList;
import org.outpub.sorcery.json.JsonDocument.JsonObject;

/**
 * What lists mean for the fields of a type: entries of their own for a field that may stand several times, one entry
 * with commas for a field whose value is a list, and a flaw for any other. Immutable.
 */
final class ListForm {
    private final ObjectType<?> type;
    private final Map<String, Field<?, ?>> fields = new HashMap<>();

    ListForm(ObjectType<?> type) {
        this.type = type;
        type.fields().forEach(field -> fields.put(fold(field.name()), field));
        type.aliases().forEach((alias, field) -> fields.put(alias, fields.get(field)));
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    @Nullable
    Field<?, ?> field(String option) {
        return fields.get(fold(option));
    }

    /** The object's values as INI would have them. */
    ObjectSet applyTo(JsonObject object) {
        ObjectSet values = object.values();
        if (object.lists().isEmpty()) {
            return values;
        }
        ObjectSet.Builder set = ObjectSet.builder(values.id(), values.origin());
        values.flaws().forEach(flaw -> set.flaw(flaw.origin(), flaw.message()));
        int next = 0;
        for (JsonList list : object.lists()) {
            copy(values, next, list.from(), set);
            addList(values, list, set);
            next = list.to();
        }
        copy(values, next, values.size(), set);
        return set.build();
    }

    private static void copy(ObjectSet values, int from, int to, ObjectSet.Builder set) {
        for (int i = from; i < to; i++) {
            set.add(values.name(i), values.value(i), values.origin(i));
        }
    }

    private void addList(ObjectSet values, JsonList list, ObjectSet.Builder set) {
        Field<?, ?> field = field(list.name());
        if (field == null && !type.knows(list.name())) {
            set.add(list.name(), "", list.origin()); // for the type to tell that it does not know it
        } else if (field != null && (field.kind() == Field.Kind.REPEATED || field.kind() == Field.Kind.IGNORED)) {
            copy(values, list.from(), list.to(), set);
        } else if (field != null && field.codec().shape() instanceof ValueShape.ListOf) {
            set.add(list.name(), joined(values, list, set), list.origin());
        } else {
            set.flaw(list.origin(), list.name() + ": a list stands here; expected one value");
        }
    }

    private static String joined(ObjectSet values, JsonList list, ObjectSet.Builder set) {
        StringBuilder text = new StringBuilder();
        for (int i = list.from(); i < list.to(); i++) {
            String item = values.value(i);
            Origin origin = values.origin(i);
            if (item.isBlank()) {
                set.flaw(origin, list.name() + ": an empty item");
            } else if (item.indexOf(',') >= 0) {
                set.flaw(origin, list.name() + ": a comma in an item; expected items of their own");
            }
            text.append(text.isEmpty() ? "" : ",").append(item);
        }
        return text.toString();
    }
}
