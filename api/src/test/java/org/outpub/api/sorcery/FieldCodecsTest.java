package org.outpub.api.sorcery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.FieldCodec.InvalidValueException;

class FieldCodecsTest {
    private static final FieldCodec<Long> PERCENT = FieldCodecs.number("percentage", 0, 100);
    private static final FieldCodec<Long> ANY = FieldCodecs.number("number", 0, Long.MAX_VALUE);
    private static final FieldCodec<String> COLOR = FieldCodecs.oneOf("red", "green", "blue");
    private static final FieldCodec<List<String>> LIST = FieldCodecs.commaList(FieldCodecs.string());

    private static <V> V parse(FieldCodec<V> codec, String text) throws InvalidValueException {
        return codec.parse(text, Origin.MEMORY);
    }

    private static String refusal(FieldCodec<?> codec, String text) {
        return assertThrows(InvalidValueException.class, () -> parse(codec, text))
                .getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "true", "y", "t", "1", "on", "YES", "True", "ON"})
    void trueWordsAreTrueInAnyCase(String word) throws InvalidValueException {
        assertEquals(true, parse(FieldCodecs.yesNo(), word));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "false", "n", "f", "0", "off", "NO", "False", "OFF"})
    void falseWordsAreFalseInAnyCase(String word) throws InvalidValueException {
        assertEquals(false, parse(FieldCodecs.yesNo(), word));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "maybe", "yess", "2", "nope", "ye s"})
    void anyOtherWordIsNeitherTrueNorFalse(String word) {
        assertEquals("", refusal(FieldCodecs.yesNo(), word));
    }

    static Stream<Arguments> goodNumbers() {
        return Stream.of(
                Arguments.of(PERCENT, "0", 0L),
                Arguments.of(PERCENT, "7", 7L),
                Arguments.of(PERCENT, "100", 100L),
                Arguments.of(ANY, "4294967295", 4294967295L),
                Arguments.of(ANY, "9223372036854775807", Long.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource("goodNumbers")
    void decimalNumbersInRangeAreRead(FieldCodec<Long> codec, String text, long value) throws InvalidValueException {
        assertEquals(value, parse(codec, text));
        assertEquals(text, codec.format(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "101",
                "-1",
                "+1",
                "0x10",
                "1e2",
                "9 ",
                " 9",
                "1.0",
                "seven",
                "\u0661",
                "9223372036854775808",
                "99999999999999999999999999"
            })
    void anythingElseIsNoNumber(String text) {
        assertEquals("", refusal(PERCENT, text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"010", "00", "007"})
    void leadingZerosAreRefusedBecauseAsteriskReadsThemAsOctal(String text) {
        assertEquals("leading zeros are not allowed", refusal(PERCENT, text));
    }

    @Test
    void aNumberThatOverflowsIsRefusedNotWrapped() {
        assertEquals("", refusal(ANY, "9223372036854775808"));
    }

    @Test
    void aWordOfAListIsReadInAnyCaseAndAMisspeltOneIsHinted() throws InvalidValueException {
        assertEquals("green", parse(COLOR, "GREEN"));
        assertEquals("did you mean 'green'?", refusal(COLOR, "gren"));
        assertEquals("", refusal(COLOR, "ultraviolet"));
        assertEquals("one of red, green, blue", COLOR.expects());
    }

    @Test
    void emptyTextIsRefusedOnlyWhereSomethingIsExpected() throws InvalidValueException {
        assertEquals("", parse(FieldCodecs.string(), ""));
        assertEquals("it is empty", refusal(FieldCodecs.nonEmpty("a name"), ""));
    }

    static Stream<Arguments> lists() {
        return Stream.of(
                Arguments.of("", List.of()),
                Arguments.of("a", List.of("a")),
                Arguments.of("a,b", List.of("a", "b")),
                Arguments.of(" b ,\ta ", List.of("b", "a")));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void aListIsSeparatedByCommasWithBlanksAround(String text, List<String> values) throws InvalidValueException {
        assertEquals(values, parse(LIST, text));
        assertEquals(values, parse(LIST, LIST.format(values)));
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "a,", ",a", "a,,b", "a, ,b"})
    void anEmptyItemOfAListIsRefused(String text) {
        assertEquals("an item is empty", refusal(LIST, text));
    }

    @Test
    void aBadItemRefusesTheListWithItsOwnReason() {
        assertEquals("did you mean 'blue'?", refusal(FieldCodecs.commaList(COLOR), "red,blu"));
    }
}
