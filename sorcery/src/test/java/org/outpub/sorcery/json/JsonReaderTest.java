package org.outpub.sorcery.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.sorcery.json.JsonDocument.JsonObject;

/** What a text says, and what is told about one that is damaged. */
class JsonReaderTest {
    private static JsonDocument read(String text) {
        return JsonReader.read("f.json", text.getBytes(UTF_8));
    }

    private static List<String> problems(JsonDocument document) {
        return document.problems().stream().map(ConfigProblem::toString).toList();
    }

    private static ObjectSet only(JsonDocument document) {
        assertEquals(List.of(), problems(document));
        List<JsonObject> objects = document.objects("lamp");
        assertEquals(1, objects.size());
        return objects.get(0).values();
    }

    private static List<String> entries(ObjectSet set) {
        return set.entries().stream()
                .map(entry -> entry.name() + "=" + entry.value() + " at " + entry.origin())
                .toList();
    }

    private static List<String> flaws(ObjectSet set) {
        return set.flaws().stream().map(ConfigProblem::toString).toList();
    }

    @Test
    void everyOptionHasItsLineAndColumn() {
        ObjectSet set = only(read("{\"lamp\": {\n  \"desk\": {\"color\": \"red\",\n    \"watts\": 60}}}"));
        assertEquals("desk", set.id());
        assertEquals("f.json:2:3", set.origin().toString());
        assertEquals(List.of("color=red at f.json:2:12", "watts=60 at f.json:3:5"), entries(set));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"text\" | text",
                "\"\\u00e9\\\"\\\\/\" | é\"\\/",
                "\"\" | ``",
                "\" kept \" | ` kept `",
                "60 | 60",
                "-0 | -0",
                "12345678901234567890123 | 12345678901234567890123",
                "0.10 | 0.10",
                "1e3 | 1000",
                "25E-2 | 0.25",
                "true | yes",
                "false | no"
            })
    void scalarsBecomeTheTextThatIniWouldHave(String value, String text) {
        assertEquals(
                text, only(read("{\"lamp\":{\"a\":{\"x\":" + value + "}}}")).value(0));
    }

    @Test
    void itemsOfAListKeepTheirOwnPlaces() {
        ObjectSet set = only(read("{\"lamp\":{\"a\":{\"x\":[\"one\",\n2,\n true]}}}"));
        assertEquals(List.of("x=one at f.json:1:20", "x=2 at f.json:2:1", "x=yes at f.json:3:2"), entries(set));
    }

    @Test
    void aByteOrderMarkAndOtherAlphabetsDoNotShiftColumns() {
        ObjectSet set = only(read("\ufeff{\"lamp\":{\"日本\":{\"x\":1}}}"));
        assertEquals(List.of("x=1 at f.json:1:16"), entries(set));
        assertEquals("日本", set.id());
    }

    @Test
    void aReferenceToTheSchemaIsNoType() {
        assertEquals(List.of(), problems(read("{\"$schema\": \"pjsip.schema.json\"}")));
        assertTrue(read("{\"$schema\": \"x\"}").types().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null | f.json:1:19: x: null is no value; expected text, a number, true, false or a list, or leave the"
                        + " option out",
                "{\"y\":{}} | f.json:1:19: x: an object is no value; expected text, a number, true, false or a list of"
                        + " these",
                "[[1]] | f.json:1:20: x: a list is no value; expected text, a number, true, false or a list of these",
                "[\"a\",null] | f.json:1:24: x: null is no value; expected text, a number, true, false or a list, or"
                        + " leave the option out",
                "1e999999999 | f.json:1:19: x: a number with too many digits",
                "1e99999999999999999999 | f.json:1:19: x: a number with too many digits",
                "\"a\\r\\nb\" | f.json:1:19: x: a control character at position 2; expected text of one line",
                "\"\\ud800\" | f.json:1:19: x: half of a surrogate pair at position 1",
                "1,\"X\":2 | f.json:1:21: option 'X' stands here again; expected it once, with a list for several"
                        + " values",
                "1,\"type\":\"lump\" | f.json:1:28: 'type' is not what the object stands under; expected \"lamp\" or"
                        + " none",
                "1,\"a\\nb\":2 | f.json:1:21: an option's name: a control character at position 2; expected text of one"
                        + " line"
            })
    void whatIsWrongWithOneObjectIsItsFlawAndLeavesTheOthersAlone(String value, String flaw) {
        JsonDocument document = read("{\"lamp\":{\"a\":{\"x\":" + value + "},\"b\":{\"x\":1}}}");
        assertEquals(List.of(), problems(document));
        List<JsonObject> objects = document.objects("lamp");
        assertEquals(List.of(flaw), flaws(objects.get(0).values()));
        assertEquals(List.of(), flaws(objects.get(1).values()));
        assertEquals("1", objects.get(1).values().value(0));
    }

    @Test
    void anObjectThatIsNoneIsAFlawOfItsId() {
        JsonDocument document = read("{\"lamp\":{\"a\":5,\"b\":[{}],\"c\":{}}}");
        assertEquals(
                List.of(
                        List.of("f.json:1:14: a number stands here; expected an object of options"),
                        List.of("f.json:1:20: a list stands here; expected an object of options"),
                        List.of()),
                document.objects("lamp").stream()
                        .map(object -> flaws(object.values()))
                        .toList());
    }

    @Test
    void textThatIsTooLongIsAFlawThatDoesNotRepeatIt() {
        JsonDocument document = read("{\"lamp\":{\"a\":{\"x\":\"" + "s".repeat(70_000) + "\"}}}");
        assertEquals(
                List.of("f.json:1:19: x: longer than 65536 characters"),
                flaws(document.objects("lamp").get(0).values()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | f.json:1:1: there is nothing here; expected an object of types, as in {\"outbound-publish\": {…}}",
                "[1] | f.json:1:1: a list stands here; expected an object of types, as in {\"outbound-publish\": {…}}",
                "{\"lamp\":[]} | f.json:1:9: a list stands here; expected the objects of type 'lamp', as in {\"id\":"
                        + " {\"option\": \"value\"}}",
                "{\"lamp\":{},\"lamp\":{}} | f.json:1:12: the type 'lamp' stands here again; expected all its objects at"
                        + " f.json:1:2",
                "{} {} | f.json:1:4: text after the end of the document; expected none",
                "{}} | f.json:1:3: this is not JSON; expected one object, as in {\"outbound-publish\": {…}}",
                "{\"lamp\":{\"a\":{\"x\":1} | f.json:1:21: the text ends here, inside an object; expected the rest of it",
                "{\"lamp\":{\"a\":{\"x\":[1, | f.json:1:22: the text ends here, inside a list; expected the rest of it",
                "{\"lamp\":{\"a\":{\"x\":\"hus | f.json:1:23: the text ends here, inside an object; expected the rest of"
                        + " it",
                "{\"lamp\":{\"a\":{\"x\":hush}}} | f.json:1:19: this is not JSON; expected \"name\": value, a comma"
                        + " between such members, or }",
                "{\"lamp\":{\"a\":{\"x\":1,}}} | f.json:1:21: a comma with nothing after it; expected \"name\": value, a"
                        + " comma between such members, or }",
                "{\"lamp\":{\"a\":{'x':1}}} | f.json:1:15: text stands between double quotes; expected \"name\": value, a"
                        + " comma between such members, or }",
                "{ // lamps | f.json:1:3: JSON has no comments; expected \"name\": value, a comma between such members,"
                        + " or }",
                "{ /* lamps */ } | f.json:1:3: JSON has no comments; expected \"name\": value, a comma between such"
                        + " members, or }",
                "; lamps | f.json:1:1: JSON has no comments; expected one object, as in {\"outbound-publish\": {…}}",
                "{\"lamp\":{\"a\":{\"x\":010}}} | f.json:1:19: this is not JSON; expected \"name\": value, a comma between"
                        + " such members, or }",
                "{\"lamp\":{\"a\":{\"x\":NaN}}} | f.json:1:19: this is not JSON; expected \"name\": value, a comma between"
                        + " such members, or }",
                "{\"lamp\":{\"a\":{\"x\":\"a\\qb\"}}} | f.json:1:22: this is not JSON; expected \"name\": value, a comma"
                        + " between such members, or }"
            })
    void aDamagedTextIsToldWithItsPlaceAndWhatWasExpected(String text, String problem) {
        JsonDocument document = read(text);
        assertEquals(List.of(problem), problems(document));
        assertTrue(document.isDamaged());
    }

    @Test
    void aLineEndInsideTextIsTold() {
        assertEquals(
                List.of("f.json:1:21: text must end on the line where it begins; expected \"name\": value, a comma"
                        + " between such members, or }"),
                problems(read("{\"lamp\":{\"a\":{\"x\":\"a\nb\"}}}")));
    }

    @Test
    void aValueThatIsNotQuotedIsNotRepeatedForItMayBeSecret() {
        assertFalse(problems(read("{\"auth\":{\"a\":{\"password\":hush}}}"))
                .toString()
                .contains("hush"));
        assertFalse(problems(read("{\"auth\":{\"a\":{\"password\":\"hush\\q\"}}}"))
                .toString()
                .contains("hush"));
    }

    @Test
    void bytesThatAreNotUtf8AreToldWithTheirPlace() {
        byte[] latin = "{\"lamp\":\n {\"\u00e9\":{}}}".getBytes(ISO_8859_1);
        assertEquals(
                List.of("f.json:2:4: bytes that are not UTF-8; save the file as UTF-8"),
                problems(JsonReader.read("f.json", latin)));
        byte[] cut = Arrays.copyOf("{\"日".getBytes(UTF_8), 4);
        assertEquals(
                List.of("f.json:1:3: bytes that are not UTF-8; save the file as UTF-8"),
                problems(JsonReader.read("f.json", cut)));
        assertEquals(
                1,
                problems(JsonReader.read("f.json", "{}".getBytes(java.nio.charset.StandardCharsets.UTF_16)))
                        .size());
    }

    @Test
    void depthIsBounded() {
        for (String bomb : List.of("[".repeat(5_000_000), "{\"a\":".repeat(1_000_000))) {
            JsonDocument document =
                    assertTimeoutPreemptively(Duration.ofSeconds(30), () -> read("{\"lamp\":{\"a\":{\"x\":" + bomb));
            assertEquals(1, document.problems().size());
            assertTrue(document.isDamaged());
            assertTrue(problems(document).get(0).contains("nested too deep"), problems(document)::toString);
        }
    }

    @Test
    void manyMembersWithNamesOfOneHashAreReadInTime() {
        StringBuilder text = new StringBuilder("{\"lamp\":{\"a\":{\"x\":1");
        for (int i = 0; i < 1 << 15; i++) {
            text.append(",\"");
            for (int bit = 0; bit < 15; bit++) {
                text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            text.append("\":1");
        }
        JsonDocument document = assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> read(text.append("}}}").toString()));
        assertEquals(1, document.objects("lamp").size());
    }

    @Test
    void everyTextIsReadToItsEnd() {
        String[] pieces = {
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "\\",
            "\"lamp\"",
            "\"a\"",
            "\"x\":1",
            "null",
            "true",
            "1e9",
            "-",
            "//",
            "\n",
            "\u20ac",
            "\\u12",
            "{\"lamp\":{\"a\":{"
        };
        Random random = new Random(20261123);
        for (int run = 0; run < 20_000; run++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "{\"lamp\":{\"a\":{\"x\":" : "");
            Stream.generate(() -> pieces[random.nextInt(pieces.length)])
                    .limit(random.nextInt(12))
                    .forEach(text::append);
            JsonDocument document = read(text.toString());
            document.problems().forEach(problem -> assertTrue(problem.origin().line() > 0, text + ": " + problem));
            assertTrue(!document.types().isEmpty() || document.isDamaged() || isEmptyObject(text), text::toString);
        }
    }

    private static boolean isEmptyObject(CharSequence text) {
        return text.toString().replace("\n", "").equals("{}");
    }
}
