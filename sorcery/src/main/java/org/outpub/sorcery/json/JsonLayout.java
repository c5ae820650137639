package org.outpub.sorcery.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.ValueShape;

/** How values and documents are written. Pure. */
final class JsonLayout {
    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    /** Only what reads back as the very same text is written as a number. */
    private static final Pattern NUMBER = Pattern.compile("(0|-?[1-9][0-9]{0,17})(\\.[0-9]{1,18})?");

    private JsonLayout() {}

    /** Writes a document the same on every system, ending in a line feed. */
    static String text(JsonNode document) {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(lines);
        try {
            return MAPPER.writer(printer).writeValueAsString(document) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree can always be written", impossible);
        }
    }

    /** The value that reads back as a text of the same meaning. */
    static JsonNode value(ValueShape shape, String text) {
        boolean numeric = shape instanceof ValueShape.Whole || shape instanceof ValueShape.Decimal;
        if (numeric && NUMBER.matcher(text).matches()) {
            BigDecimal number = new BigDecimal(text);
            return number.scale() == 0 ? NODES.numberNode(number.longValueExact()) : NODES.numberNode(number);
        }
        if (shape instanceof ValueShape.Truth) {
            return truth(text);
        }
        if (shape instanceof ValueShape.ListOf list) {
            return items(list.item(), text);
        }
        return NODES.textNode(text);
    }

    private static JsonNode truth(String text) {
        try {
            return NODES.booleanNode(FieldCodecs.yesNo().parse(text, Origin.MEMORY));
        } catch (InvalidValueException neither) {
            return NODES.textNode(text);
        }
    }

    private static JsonNode items(ValueShape item, String text) {
        ArrayNode items = NODES.arrayNode();
        if (text.isEmpty()) {
            return items;
        }
        for (String part : text.split(",", -1)) {
            if (part.isBlank()) {
                return NODES.textNode(text); // not a list that could be read
            }
            items.add(value(item, part.strip()));
        }
        return items;
    }
}
