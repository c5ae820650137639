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
import java.util.Arrays;
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
import org.outpub.sorcery.ini.text.Layouts;
import org.outpub.sorcery.ini.text.PlainText;
import org.outpub.sorcery.json.JsonDocument.JsonList;
import org.outpub.sorcery.json.JsonDocument.JsonObject;
import org.outpub.sorcery.json.JsonDocument.Members;
import org.outpub.sorcery.json.MemberTable.Member;

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
    /** Two braces and a name. */
    private static final int WRAPPING_TOKENS = 3;
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
    private final Layouts layouts = new Layouts();
    private final MemberTable.Builder table = new MemberTable.Builder();
    /** Where the first character of the parser's text stands in the file. */
    private final int firstLine;

    private final int firstColumn;

    private record Name(String text, String folded) {}

    private JsonReader(String source, JsonParser parser, int firstLine, int firstColumn) {
        this.source = source;
        this.parser = parser;
        this.firstLine = firstLine;
        this.firstColumn = firstColumn;
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
            return new JsonReader(source, parser, 1, 1).read(bytes, text.text());
        } catch (IOException impossible) {
            return JsonDocument.unreadable(new Origin(source, 0, 0), "cannot be read: " + impossible.getMessage());
        }
    }

    /**
     * Reads a document, quicker where it is as it was.
     *
     * @param source its name, for messages
     * @param bytes its content, which nobody changes any more
     * @param former what an earlier reading of it gave; null for none
     * @return what {@link #read(String, byte[])} gives
     */
    static JsonDocument read(String source, byte[] bytes, @Nullable JsonDocument former) {
        MemberTable table = former == null ? null : former.table();
        JsonDocument again = table == null ? null : JsonRereading.read(source, bytes, table);
        return again == null ? read(source, bytes) : again;
    }

    /**
     * Reads one object.
     *
     * @param text has {@code "id": {…}} between the places
     * @param line where it stands
     * @param column where it stands
     * @return null if there is anything wrong with it
     */
    static @Nullable Member readMember(
            String source, String type, byte[] text, int from, int to, int line, int column) {
        Utf8 slice = Utf8.decode(Arrays.copyOfRange(text, from, to));
        // in an object of an object, as in a document, so that it may be nested as deeply
        String document = "{\"\":{" + new String(slice.text()) + "}}";
        int before = document.indexOf('{', 1) + 1;
        try (JsonParser parser = JSON.createParser(document)) {
            JsonReader reader = new JsonReader(source, parser, line, column - before);
            for (int i = 0; i < WRAPPING_TOKENS; i++) {
                parser.nextToken();
            }
            boolean member = slice.isWhole() && parser.nextToken() == JsonToken.FIELD_NAME;
            if (!member) {
                return null;
            }
            JsonObject object = reader.readObject(type, parser.currentName(), reader.here());
            JsonLocation end = parser.currentLocation();
            if (!reader.endsBehindBraces() || !object.values().flaws().isEmpty()) {
                return null;
            }
            int lineEnds = end.getLineNr() - 1;
            int tail = end.getColumnNr() - 1 - (lineEnds == 0 ? before : 0);
            return new Member(from, to, line, column, lineEnds, tail, object);
        } catch (IOException broken) {
            return null;
        }
    }

    /** Whether nothing follows but the two braces around a single object. */
    private boolean endsBehindBraces() throws IOException {
        JsonToken inner = parser.nextToken();
        JsonToken outer = parser.nextToken();
        return inner == JsonToken.END_OBJECT && outer == JsonToken.END_OBJECT && parser.nextToken() == null;
    }

    private JsonDocument read(byte[] bytes, char[] text) throws IOException {
        try {
            readTypes();
        } catch (JsonProcessingException broken) {
            problems.add(new SyntaxProblem(source, text).of(broken, parser.getParsingContext()));
        }
        return new JsonDocument(types, problems, problems.isEmpty() ? table.build(bytes, text) : null);
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
            JsonLocation start = parser.currentTokenLocation();
            JsonObject object = readObject(type, parser.currentName(), here());
            members.objects().add(object);
            table.add(member(start, parser.currentLocation(), object));
        }
        table.endType(type, origin);
    }

    private static Member member(JsonLocation start, JsonLocation end, JsonObject object) {
        int lineEnds = end.getLineNr() - start.getLineNr();
        return new Member(
                (int) start.getCharOffset(),
                (int) end.getCharOffset(),
                start.getLineNr(),
                start.getColumnNr(),
                lineEnds,
                lineEnds == 0 ? end.getColumnNr() - start.getColumnNr() : end.getColumnNr() - 1,
                object.values().flaws().isEmpty() ? object : null);
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
        return new JsonObject(layouts.build(object.set, object.size), List.copyOf(object.lists));
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
        int column = place.getColumnNr() + (place.getLineNr() == 1 ? firstColumn - 1 : 0);
        return new Origin(source, place.getLineNr() + firstLine - 1, column);
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
