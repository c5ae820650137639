package org.outpub.sorcery.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ProblemSink;
import org.outpub.api.sorcery.type.Field;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.ValueShape;
import org.outpub.sorcery.ini.text.PlainText;

/**
 * Writes object sets as a document. What JSON cannot say, or would be read as something else, is told: an error for what
 * spoils the result, a warning for what had no effect and is left out. Confined to one thread; use it for one document.
 */
final class JsonWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private final ObjectNode document = NODES.objectNode();
    private final Map<String, ListForm> forms = new HashMap<>();
    private final Map<String, Map<String, ObjectSet>> written = new HashMap<>();
    private final ProblemSink problems;

    JsonWriter(Collection<? extends ObjectType<?>> types, ProblemSink problems) {
        types.forEach(type -> forms.put(type.name(), new ListForm(type)));
        this.problems = problems;
    }

    void add(String type, ObjectSet set) {
        PlainText.flaw(set.id()).ifPresent(flaw -> problems.error(set.origin(), "the section's name: " + flaw));
        ObjectSet first = written.computeIfAbsent(type, none -> new HashMap<>()).putIfAbsent(set.id(), set);
        if (first != null) {
            problems.warning(
                    set.origin(),
                    type + " '" + set.id() + "' stands here again; the first is at " + first.origin()
                            + ", and this one is left out");
            return;
        }
        ObjectNode object = document.withObjectProperty(type).putObject(set.id());
        byName(set).values().forEach(entries -> object.set(set.name(entries.get(0)), value(type, set, entries)));
    }

    /** Where the entries of each name are; of different spellings the first is kept. */
    private static Map<String, List<Integer>> byName(ObjectSet set) {
        Map<String, List<Integer>> entries = new LinkedHashMap<>();
        for (int i = 0; i < set.size(); i++) {
            String folded = set.name(i).toLowerCase(Locale.ROOT);
            if (!folded.equals("type")) {
                entries.computeIfAbsent(folded, first -> new ArrayList<>()).add(i);
            }
        }
        return entries;
    }

    private JsonNode value(String type, ObjectSet set, List<Integer> entries) {
        for (int entry : entries) {
            PlainText.flaw(set.name(entry))
                    .or(() -> PlainText.flaw(set.value(entry)))
                    .ifPresent(flaw -> problems.error(set.origin(entry), set.name(entry) + ": " + flaw));
        }
        ListForm form = forms.get(type);
        Field<?, ?> field = form == null ? null : form.field(set.name(entries.get(0)));
        boolean several = form == null
                || field != null && (field.kind() == Field.Kind.REPEATED || field.kind() == Field.Kind.IGNORED);
        int last = entries.get(entries.size() - 1);
        if (entries.size() == 1) {
            return one(field, set.value(last));
        }
        if (several) {
            ArrayNode list = NODES.arrayNode();
            entries.forEach(entry -> list.add(one(field, set.value(entry))));
            return list;
        }
        problems.warning(
                set.origin(last),
                type + " '" + set.id() + "': '" + set.name(last) + "' stands " + entries.size()
                        + " times; the last one counts, and the others are left out");
        return one(field, set.value(last));
    }

    /** Entries that are lists themselves stay text where there may be several. */
    private static JsonNode one(@Nullable Field<?, ?> field, String text) {
        ValueShape shape = field == null ? new ValueShape.Text() : field.codec().shape();
        boolean listOfLists =
                field != null && field.kind() == Field.Kind.REPEATED && shape instanceof ValueShape.ListOf;
        return JsonLayout.value(listOfLists ? new ValueShape.Text() : shape, text);
    }

    String text() {
        return JsonLayout.text(document);
    }
}
