package org.outpub.api.sorcery.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs.Ports;

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
    @ValueSource(strings = {"no", "false", "n", "f", "0", "off", "NO", "False", "OFF", ""})
    void falseWordsAreFalseInAnyCaseAndSoIsNone(String word) throws InvalidValueException {
        assertEquals(false, parse(FieldCodecs.yesNo(), word));
    }

    @ParameterizedTest
    @ValueSource(strings = {"maybe", "yess", "2", "nope", "ye s"})
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
    @CsvSource({"0x10,16", "0X1f,31", "0x00,0", "+7,7", "-0,0"})
    void numbersMayBeWrittenAsInC(String text, long value) throws InvalidValueException {
        assertEquals(value, parse(PERCENT, text));
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
                "-+1",
                "+",
                "0x",
                "0x-1",
                "0xg",
                "x10",
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
        assertEquals("leading zeros are not allowed: Asterisk reads them as octal", refusal(PERCENT, text));
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
    @CsvSource(
            delimiter = '>',
            value = {",> ''", "a,>a", ",a>a", "a,,b>a,b", "a, ,b>a,b", ", ,>''"})
    void emptyItemsOfAListAreSkipped(String text, String same) throws InvalidValueException {
        assertEquals(parse(LIST, same), parse(LIST, text));
    }

    @Test
    void aBadItemRefusesTheListWithItsOwnReason() {
        assertEquals("did you mean 'blue'?", refusal(FieldCodecs.commaList(COLOR), "red,blu"));
    }

    static Stream<Arguments> texts() {
        FieldCodec<Long> signed = FieldCodecs.number("number", -100, 100);
        FieldCodec<Double> share = FieldCodecs.decimal("share", 0, 1);
        FieldCodec<Duration> seconds = FieldCodecs.duration(ChronoUnit.SECONDS);
        FieldCodec<InetSocketAddress> any = FieldCodecs.socketAddress(Ports.ALLOWED);
        FieldCodec<InetSocketAddress> full = FieldCodecs.socketAddress(Ports.REQUIRED);
        FieldCodec<InetSocketAddress> bare = FieldCodecs.socketAddress(Ports.FORBIDDEN);
        FieldCodec<Ports> ports = FieldCodecs.enumeration(Ports.class);
        FieldCodec<String> regex = FieldCodecs.regularExpression();
        // what is read, and how it is written; null where it is refused
        return Stream.of(
                Arguments.of(signed, "-7", "-7"),
                Arguments.of(signed, "-0", "0"),
                Arguments.of(signed, "-101", null),
                Arguments.of(signed, "--7", null),
                Arguments.of(share, "0.5", "0.5"),
                Arguments.of(share, "0.50", "0.5"),
                Arguments.of(share, "1", "1"),
                Arguments.of(share, "1.01", null),
                Arguments.of(share, "-0.1", null),
                Arguments.of(share, ".5", null),
                Arguments.of(share, "5e-1", null),
                Arguments.of(share, "nan", null),
                Arguments.of(share, "inf", null),
                Arguments.of(share, "0x1", null),
                Arguments.of(FieldCodecs.trueFalse(), "yes", "true"),
                Arguments.of(FieldCodecs.trueFalse(), "yse", null),
                Arguments.of(seconds, "90", "90s"),
                Arguments.of(seconds, "90s", "90s"),
                Arguments.of(seconds, "120S", "2m"),
                Arguments.of(seconds, "1h", "1h"),
                Arguments.of(seconds, "1500ms", "1500ms"),
                Arguments.of(seconds, "0", "0s"),
                Arguments.of(seconds, "2147483647ms", "2147483647ms"),
                Arguments.of(seconds, "2147483648ms", null),
                Arguments.of(seconds, "9999999999h", null),
                Arguments.of(seconds, "010", null),
                Arguments.of(seconds, "5 s", null),
                Arguments.of(seconds, "5d", null),
                Arguments.of(seconds, "-5s", null),
                Arguments.of(seconds, "", null),
                Arguments.of(any, "192.0.2.1", "192.0.2.1"),
                Arguments.of(any, "192.0.2.1:5060", "192.0.2.1:5060"),
                Arguments.of(any, "192.0.2.256", null),
                Arguments.of(any, "192.0.2.1:65536", null),
                Arguments.of(any, "localhost", null),
                Arguments.of(any, "2001:db8::1", "2001:db8:0:0:0:0:0:1"),
                Arguments.of(any, "[2001:db8::1]:5060", "[2001:db8:0:0:0:0:0:1]:5060"),
                Arguments.of(any, "[2001:db8::1]", "2001:db8:0:0:0:0:0:1"),
                Arguments.of(any, "fe80::1%1", "fe80:0:0:0:0:0:0:1%1"),
                Arguments.of(any, "[fe80::1%1]:5060", "[fe80:0:0:0:0:0:0:1%1]:5060"),
                Arguments.of(any, "fe80::1%no-such-interface", null),
                Arguments.of(any, "fe80::1%", null),
                Arguments.of(any, "192.0.2.1%1", null),
                Arguments.of(any, "fe80::1::2", null),
                Arguments.of(any, "cafe", null),
                Arguments.of(full, "192.0.2.1:5060", "192.0.2.1:5060"),
                Arguments.of(full, "192.0.2.1", null),
                Arguments.of(full, "192.0.2.1:0", null),
                Arguments.of(bare, "192.0.2.1", "192.0.2.1"),
                Arguments.of(bare, "192.0.2.1:5060", null),
                Arguments.of(ports, "Required", "required"),
                Arguments.of(ports, "requird", null),
                Arguments.of(regex, "^a.*(b|c)$", "^a.*(b|c)$"),
                Arguments.of(regex, "a(b", null));
    }

    @ParameterizedTest
    @MethodSource("texts")
    <V> void isReadStrictlyAndWrittenSoThatItReadsAsEqual(FieldCodec<V> codec, String text, String written)
            throws InvalidValueException {
        if (written == null) {
            refusal(codec, text);
            return;
        }
        V value = parse(codec, text);
        assertEquals(written, codec.format(value));
        assertEquals(value, parse(codec, written));
    }

    @Test
    void aCodecSaysWhatItsValuesLookLike() {
        assertEquals(new ValueShape.Whole(0, 100), PERCENT.shape());
        assertEquals(
                new ValueShape.Decimal(0, 1), FieldCodecs.decimal("share", 0, 1).shape());
        assertEquals(new ValueShape.Truth(), FieldCodecs.yesNo().shape());
        assertEquals(new ValueShape.Words(List.of("red", "green", "blue")), COLOR.shape());
        assertEquals(
                new ValueShape.ListOf(new ValueShape.Whole(0, 100)),
                FieldCodecs.commaList(PERCENT).shape());
        assertEquals(new ValueShape.Text(), FieldCodecs.string().shape());
    }
}
