package org.outpub.sorcery.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.outpub.api.sorcery.type.Field;
import org.outpub.api.sorcery.type.FieldGroup;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.ValueShape;
import org.outpub.sorcery.ini.SectionTypes;

/**
 * The JSON Schema (draft 2020-12) of documents that the {@code json} wizard reads, for editors and for checks before
 * deployment. It asks for what the documentation spells: names and words in lower case, though the wizard takes them in
 * any; beyond that, what it accepts the wizard may still refuse for reasons that only the codec knows. Pure.
 */
public final class JsonSchema {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String[] TRUTHS = {"yes", "no", "true", "false", "on", "off", "y", "n", "t", "f", "1", "0"};

    private JsonSchema() {}

    /**
     * Describes documents with objects of some types.
     *
     * @param types those that are read; Asterisk's other ones are allowed and not looked into
     * @return the schema as text, ending in a line feed; the same for the same types
     */
    public static String of(Collection<? extends ObjectType<?>> types) {
        ObjectNode root = NODES.objectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "Objects by type and id");
        root.put("type", "object");
        ObjectNode properties = root.putObject("properties");
        properties.putObject("$schema").put("type", "string");
        Set<String> others = new TreeSet<>(SectionTypes.ofAsterisk());
        for (ObjectType<?> type : types) {
            others.remove(type.name());
            properties
                    .putObject(type.name())
                    .put("type", "object")
                    .putObject("additionalProperties")
                    .put("$ref", "#/$defs/" + type.name());
        }
        others.forEach(other -> properties
                .putObject(other)
                .put("description", "read by Asterisk only")
                .put("type", "object"));
        root.put("additionalProperties", false);
        ObjectNode definitions = root.putObject("$defs");
        types.forEach(type -> definitions.set(type.name(), object(type)));
        return JsonLayout.text(root);
    }

    private static ObjectNode object(ObjectType<?> type) {
        ObjectNode object = NODES.objectNode().put("type", "object");
        ObjectNode properties = object.putObject("properties");
        properties.putObject("type").put("const", type.name());
        ArrayNode required = NODES.arrayNode();
        for (Field<?, ?> field : type.fields()) {
            properties.set(field.name(), field(field));
            boolean hasAlias = type.aliases().containsValue(field.name());
            if (field.kind() == Field.Kind.REQUIRED && !hasAlias) {
                required.add(field.name());
            }
        }
        type.aliases().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(alias -> properties
                        .putObject(alias.getKey())
                        .put("description", "another name for " + alias.getValue())
                        .put("$ref", "#/$defs/" + type.name() + "/properties/" + alias.getValue()));
        ObjectNode patterns = object.putObject("patternProperties");
        patterns.set("^@", scalar());
        for (FieldGroup<?, ?> group : type.groups()) {
            ObjectNode schema = value(group.codec().shape());
            patterns.set(
                    "^(?:" + group.names().pattern() + ")$",
                    schema.put("description", group.codec().expects()));
        }
        object.put("additionalProperties", false);
        if (!required.isEmpty()) {
            object.set("required", required);
        }
        return object;
    }

    private static ObjectNode field(Field<?, ?> field) {
        ValueShape shape = field.codec().shape();
        if (field.kind() == Field.Kind.IGNORED) {
            return orListOf(scalar()).put("description", "accepted and without effect");
        }
        ObjectNode schema = field.kind() == Field.Kind.REPEATED ? orListOf(value(shape)) : value(shape);
        String expects = field.codec().expects();
        schema.put("description", field.about().isEmpty() ? expects : field.about() + " (" + expects + ")");
        field.defaultText().ifPresent(text -> schema.set("default", JsonLayout.value(shape, text)));
        if (field.secret()) {
            schema.put("writeOnly", true);
        }
        return schema;
    }

    private static ObjectNode orListOf(ObjectNode item) {
        ObjectNode either = NODES.objectNode();
        ArrayNode choices = either.putArray("anyOf");
        choices.add(item);
        choices.addObject().put("type", "array").set("items", item);
        return either;
    }

    private static ObjectNode value(ValueShape shape) {
        if (shape instanceof ValueShape.Whole whole) {
            ObjectNode number = NODES.objectNode()
                    .put("type", "integer")
                    .put("minimum", whole.min())
                    .put("maximum", whole.max());
            return orText(number, "^[-+]?(0[xX][0-9a-fA-F]+|[0-9]+)$");
        }
        if (shape instanceof ValueShape.Decimal decimal) {
            ObjectNode number = NODES.objectNode().put("type", "number");
            if (!Double.isInfinite(decimal.min())) {
                number.put("minimum", decimal.min());
            }
            if (!Double.isInfinite(decimal.max())) {
                number.put("maximum", decimal.max());
            }
            return orText(number, "^-?[0-9]+(\\.[0-9]+)?$");
        }
        if (shape instanceof ValueShape.Truth) {
            return words(NODES.arrayNode().add(true).add(false), TRUTHS);
        }
        if (shape instanceof ValueShape.Words known) {
            return words(NODES.arrayNode(), known.words().toArray(new String[0]));
        }
        if (shape instanceof ValueShape.ListOf list) {
            ObjectNode either = NODES.objectNode();
            ArrayNode choices = either.putArray("anyOf");
            choices.addObject().put("type", "string");
            choices.addObject().put("type", "array").set("items", value(list.item()));
            return either;
        }
        ObjectNode text = NODES.objectNode();
        text.putArray("type").add("string").add("number");
        return text;
    }

    private static ObjectNode words(ArrayNode choices, String... words) {
        for (String word : words) {
            choices.add(word);
        }
        ObjectNode schema = NODES.objectNode();
        schema.set("enum", choices);
        return schema;
    }

    /** Numbers may stand between quotes, as they do where a template engine wrote the file. */
    private static ObjectNode orText(ObjectNode number, String pattern) {
        ObjectNode either = NODES.objectNode();
        ArrayNode choices = either.putArray("anyOf");
        choices.add(number);
        choices.addObject().put("type", "string").put("pattern", pattern);
        return either;
    }

    private static ObjectNode scalar() {
        ObjectNode any = NODES.objectNode();
        any.putArray("type").add("string").add("number").add("boolean");
        return any;
    }
}
