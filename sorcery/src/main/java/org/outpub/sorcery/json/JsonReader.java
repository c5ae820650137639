package org.outpub.sorcery.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.sorcery.ini.text.PlainText;
import org.outpub.sorcery.json.JsonDocument.JsonList;
import org.outpub.sorcery.json.JsonDocument.JsonObject;
import org.outpub.sorcery.json.JsonDocument.Members;

/**
 * Reads {@code {"TYPE": {"ID": {"OPTION": value}}}}, where a value is text, a number, {@code true}, {@code false} or a
 * list of those.
 *
 * <p>What is wrong with one object is a {@linkplain ObjectSet#flaws flaw} of that object and leaves the others alone.
 * What makes it doubtful where objects begin and end damages the document. Total: its time and memory are bounded by the
 * size of the text. Confined to one thread; use it for one document.
 */
final class JsonReader {
    private static final int DEEPEST = 32;
    /** Lengths are bounded by the text's; what is too long is told as a flaw of one object. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final String source;
    private final JsonParser parser;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final Map<String, Members> types = new LinkedHashMap<>();
    /** Option names repeat in every object, so each is kept once, by its spelling. */
    private final Map<String, Name> names = new HashMap<>();

    private final Set<String> seen = new HashSet<>();

    private record Name(String text, String folded) {}

    private JsonReader(String source, JsonParser parser) {
        this.source = source;
        this.parser = parser;
    }

    /**
     * Reads a document.
     *
     * @param source its name, for messages
     * @param bytes its content
     * @return what it says
     */
    static JsonDocument read(String source, byte[] bytes) {
        Utf8 text = Utf8.decode(bytes);
        if (!text.isWhole()) {
            return JsonDocument.unreadable(text.end(source), "bytes that are not UTF-8; save the file as UTF-8");
        }
        try (JsonParser parser = JSON.createParser(text.text())) {
            return new JsonReader(source, parser).read(text.text());
        } catch (IOException impossible) {
            return JsonDocument.unreadable(new Origin(source, 0, 0), "cannot be read: " + impossible.getMessage());
        }
    }

    private JsonDocument read(char[] text) throws IOException {
        try {
            readTypes();
        } catch (JsonProcessingException broken) {
            problems.add(new SyntaxProblem(source, text).of(broken, parser.getParsingContext()));
        }
        return new JsonDocument(types, problems);
    }

    private void readTypes() throws IOException {
        JsonToken first = parser.nextToken();
        if (first != JsonToken.START_OBJECT) {
            problems.add(ConfigProblem.error(
                    first == null ? new Origin(source, 1, 1) : here(),
                    (first == null ? "there is nothing" : what(first) + " stands")
                            + " here; expected an object of types, as in {\"outbound-publish\": {…}}"));
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            readType(parser.currentName(), here());
        }
        if (parser.nextToken() != null) {
            problems.add(ConfigProblem.error(here(), "text after the end of the document; expected none"));
        }
    }

    private void readType(String type, Origin origin) throws IOException {
        JsonToken token = parser.nextToken();
        if (type.equals("$schema") && token == JsonToken.VALUE_STRING) {
            return; // tells editors where the schema is
        }
        if (token != JsonToken.START_OBJECT) {
            problems.add(ConfigProblem.error(
                    here(),
                    what(token) + " stands here; expected the objects of type '" + type
                            + "', as in {\"id\": {\"option\": \"value\"}}"));
            parser.skipChildren();
            return;
        }
        Members members = new Members(origin, new ArrayList<>());
        Members former = types.putIfAbsent(type, members);
        if (former != null) {
            problems.add(ConfigProblem.error(
                    origin,
                    "the type '" + type + "' stands here again; expected all its objects at " + former.origin()));
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            members.objects().add(readObject(type, parser.currentName(), here()));
        }
    }

    private JsonObject readObject(String type, String id, Origin origin) throws IOException {
        ObjectBeingRead object = new ObjectBeingRead(type, ObjectSet.builder(id, origin));
        PlainText.flaw(id).ifPresent(flaw -> object.set.flaw(origin, "the id: " + flaw));
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_OBJECT) {
            object.readOptions();
        } else {
            object.set.flaw(here(), what(token) + " stands here; expected an object of options");
            parser.skipChildren();
        }
        return new JsonObject(object.set.build(), List.copyOf(object.lists));
    }

    /** The reading of one object. */
    private final class ObjectBeingRead {
        private final String type;
        private final ObjectSet.Builder set;
        private final List<JsonList> lists = new ArrayList<>(0);
        private int size;

        ObjectBeingRead(String type, ObjectSet.Builder set) {
            this.type = type;
            this.set = set;
        }

        void readOptions() throws IOException {
            seen.clear();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                Name name = names.computeIfAbsent(
                        parser.currentName(), text -> new Name(text, text.toLowerCase(Locale.ROOT)));
                Origin origin = here();
                PlainText.flaw(name.text).ifPresent(flaw -> set.flaw(origin, "an option's name: " + flaw));
                if (!seen.add(name.folded)) {
                    set.flaw(
                            origin,
                            "option '" + name.text + "' stands here again; expected it once, with a list for several"
                                    + " values");
                }
                readOption(name, origin, parser.nextToken());
            }
        }

        private void readOption(Name name, Origin origin, JsonToken token) throws IOException {
            if (token == JsonToken.START_ARRAY) {
                int from = size;
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    addValue(name.text, here(), parser.currentToken());
                }
                lists.add(new JsonList(name.text, origin, from, size));
            } else if (!name.folded.equals("type")) {
                addValue(name.text, origin, token);
            } else if (token != JsonToken.VALUE_STRING || !parser.getText().equals(type)) {
                set.flaw(here(), "'type' is not what the object stands under; expected \"" + type + "\" or none");
                parser.skipChildren();
            }
        }

        private void addValue(String name, Origin origin, JsonToken token) throws IOException {
            String text = valueText(name, token);
            if (text == null) {
                return;
            }
            Optional<String> flaw = PlainText.flaw(text);
            if (flaw.isPresent()) {
                set.flaw(here(), name + ": " + flaw.get());
                return;
            }
            set.add(name, text, source, origin.line(), origin.column());
            size++;
        }

        /** Null for what is no value, which then is a flaw. */
        private @Nullable String valueText(String name, JsonToken token) throws IOException {
            switch (token) {
                case VALUE_STRING:
                    return parser.getText();
                case VALUE_TRUE:
                    return "yes";
                case VALUE_FALSE:
                    return "no";
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT:
                    Optional<String> plain = JsonText.plain(parser.getText());
                    if (plain.isEmpty()) {
                        set.flaw(here(), name + ": a number with too many digits");
                    }
                    return plain.orElse(null);
                default:
                    set.flaw(
                            here(),
                            name + ": " + what(token) + " is no value; expected text, a number, true, false or a list"
                                    + (token == JsonToken.VALUE_NULL ? ", or leave the option out" : " of these"));
                    parser.skipChildren();
                    return null;
            }
        }
    }

    private Origin here() {
        JsonLocation place = parser.currentTokenLocation();
        return new Origin(source, place.getLineNr(), place.getColumnNr());
    }

    private static String what(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "text";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "a truth value";
            default -> "a number";
        };
    }
}
