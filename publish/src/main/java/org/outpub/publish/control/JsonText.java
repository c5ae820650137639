package org.outpub.publish.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * JSON for people and programs: indented, and with what would take over a terminal escaped, where JSON lets it stand.
 * Whoever reads it as JSON gets the names as they are. Pure.
 */
public final class JsonText {
    private static final ObjectWriter WRITER = writer();

    private JsonText() {}

    private static ObjectWriter writer() {
        JsonMapper mapper = new JsonMapper();
        mapper.getFactory().setCharacterEscapes(new Escapes());
        return mapper.writerWithDefaultPrettyPrinter();
    }

    /**
     * Writes a document.
     *
     * @param node any
     * @return lines, the last one too ended by a line feed
     */
    public static String of(JsonNode node) {
        try {
            return WRITER.writeValueAsString(node) + "\n";
        } catch (JsonProcessingException never) {
            throw new IllegalStateException(never);
        }
    }

    /** Beyond what JSON escapes: DEL and C1 controls, line ends of Unicode, and what turns the direction of writing. */
    private static final class Escapes extends CharacterEscapes {
        private static final long serialVersionUID = 1;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = CharacterEscapes.standardAsciiEscapesForJSON();
            codes[0x7F] = CharacterEscapes.ESCAPE_STANDARD;
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            boolean turns = c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
            boolean odd = c >= 0x80 && c < 0xA0 || c == 0x2028 || c == 0x2029 || turns;
            return odd ? new SerializedString(String.format(Locale.ROOT, "\\u%04X", c)) : null;
        }
    }
}
