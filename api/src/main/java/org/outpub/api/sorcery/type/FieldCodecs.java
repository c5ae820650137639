package org.outpub.api.sorcery.type;

import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;

/** The codecs that many object types share. */
public final class FieldCodecs {
    private static final Set<String> TRUE_WORDS = Set.of("yes", "true", "y", "t", "1", "on");
    private static final Set<String> FALSE_WORDS = Set.of("no", "false", "n", "f", "0", "off");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?");

    private FieldCodecs() {}

    /**
     * Any text, even none.
     *
     * @return the codec
     */
    public static FieldCodec<String> string() {
        return of("text", text -> text, text -> text);
    }

    /**
     * Any text but none.
     *
     * @param expects a noun phrase that says what it is
     * @return the codec
     */
    public static FieldCodec<String> nonEmpty(String expects) {
        return of(
                expects,
                text -> {
                    if (text.isEmpty()) {
                        throw new InvalidValueException("it is empty");
                    }
                    return text;
                },
                text -> text);
    }

    /**
     * A truth word; no word at all is "no". Unlike Asterisk, which takes any other word for "no" too, only the known ones
     * are accepted.
     *
     * @return the codec
     */
    public static FieldCodec<Boolean> yesNo() {
        return truth(value -> value ? "yes" : "no");
    }

    /**
     * A truth word that is written as {@code true} or {@code false} (Asterisk: {@code bool}); read as {@link #yesNo}
     * does.
     *
     * @return the codec
     */
    public static FieldCodec<Boolean> trueFalse() {
        return truth(String::valueOf);
    }

    private static FieldCodec<Boolean> truth(Function<Boolean, String> formatter) {
        return new Shaped<>("yes or no", new ValueShape.Truth(), FieldCodecs::parseTruth, formatter);
    }

    private static Boolean parseTruth(String text) throws InvalidValueException {
        String word = text.toLowerCase(Locale.ROOT);
        if (TRUE_WORDS.contains(word)) {
            return true;
        }
        if (word.isEmpty() || FALSE_WORDS.contains(word)) {
            return false;
        }
        throw new InvalidValueException();
    }

    /**
     * A whole number in a range, in decimal or, behind {@code 0x}, hexadecimal.
     *
     * @param what what is counted, such as {@code "number of seconds"}
     * @param min the least
     * @param max the greatest
     * @return the codec
     */
    public static FieldCodec<Long> number(String what, long min, long max) {
        return new Shaped<>(
                "a " + what + " from " + min + " to " + max,
                new ValueShape.Whole(min, max),
                text -> parseNumber(text, min, max),
                String::valueOf);
    }

    /** {@link Long#parseLong(String)} takes those of other scripts as well, and a sign in front. */
    private static boolean consistsOfDigits(String text, int radix) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 'f' || Character.digit(text.charAt(i), radix) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static Long parseNumber(String text, long min, long max) throws InvalidValueException {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String digits = signed ? text.substring(1) : text;
        int radix = digits.regionMatches(true, 0, "0x", 0, 2) ? 16 : 10;
        String bare = radix == 16 ? digits.substring(2) : digits;
        if (!consistsOfDigits(bare, radix)) {
            throw new InvalidValueException();
        }
        if (radix == 10 && bare.length() > 1 && bare.startsWith("0")) {
            throw new InvalidValueException("leading zeros are not allowed: Asterisk reads them as octal");
        }
        try {
            long value = Long.parseLong(text.startsWith("-") ? "-" + bare : bare, radix);
            if (value < min || value > max) {
                throw new InvalidValueException();
            }
            return value;
        } catch (NumberFormatException tooLong) {
            throw new InvalidValueException();
        }
    }

    /**
     * A number in a range, in decimal, with or without a fraction. Unlike Asterisk's, neither infinite nor in powers.
     *
     * @param what what is measured, such as {@code "share"}
     * @param min the least
     * @param max the greatest
     * @return the codec
     */
    public static FieldCodec<Double> decimal(String what, double min, double max) {
        return new Shaped<>(
                "a " + what + range(min, max),
                new ValueShape.Decimal(min, max),
                text -> parseDecimal(text, min, max),
                FieldCodecs::plain);
    }

    private static Double parseDecimal(String text, double min, double max) throws InvalidValueException {
        if (!DECIMAL.matcher(text).matches()) {
            throw new InvalidValueException();
        }
        double value = Double.parseDouble(text);
        if (value < min || value > max) {
            throw new InvalidValueException();
        }
        return value;
    }

    private static String range(double min, double max) {
        return (Double.isInfinite(min) ? "" : " from " + plain(min))
                + (Double.isInfinite(max) ? "" : " to " + plain(max));
    }

    private static String plain(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    /**
     * A length of time: a whole number with {@code h}, {@code m}, {@code s} or {@code ms} after it, in any case
     * (Asterisk: {@code timelen}).
     *
     * @param bareUnit what a number without a unit counts, such as {@code ChronoUnit.SECONDS}
     * @return the codec; its values are 0 to 2^31-1 milliseconds
     * @throws IllegalArgumentException if the unit is not one of those four
     */
    public static FieldCodec<Duration> duration(ChronoUnit bareUnit) {
        return TimeLength.codec(bareUnit);
    }

    /**
     * An IP address with or without a port: {@code 192.0.2.1:5060}, {@code [2001:db8::1]:5060}, {@code 2001:db8::1}.
     * Names are refused, because looking them up would block.
     *
     * @param ports whether a port may or must be there
     * @return the codec; port 0 stands for none
     */
    public static FieldCodec<InetSocketAddress> socketAddress(Ports ports) {
        return SocketAddressText.codec(ports);
    }

    /** Whether a socket address has a port (Asterisk: the flags of {@code sockaddr}). */
    public enum Ports {
        /** It may be there. */
        ALLOWED,
        /** It must be there. */
        REQUIRED,
        /** It must not be there. */
        FORBIDDEN
    }

    /**
     * A regular expression in Java's syntax, which covers what configurations use of POSIX's.
     *
     * @return the codec; its values are the expression's text, because compiled ones are not equal to each other
     */
    public static FieldCodec<String> regularExpression() {
        return of(
                "a regular expression",
                text -> {
                    try {
                        Pattern.compile(text);
                    } catch (PatternSyntaxException invalid) {
                        throw new InvalidValueException(invalid.getDescription());
                    }
                    return text;
                },
                text -> text);
    }

    /**
     * One word of a fixed list, in any case.
     *
     * @param words the words, in lower case
     * @return the codec; its values are in lower case
     */
    public static FieldCodec<String> oneOf(String... words) {
        List<String> known = List.copyOf(Arrays.asList(words));
        return new Shaped<>(
                "one of " + String.join(", ", known),
                new ValueShape.Words(known),
                text -> {
                    String word = text.toLowerCase(Locale.ROOT);
                    if (!known.contains(word)) {
                        throw new InvalidValueException(NearestName.hint(word, known));
                    }
                    return word;
                },
                word -> word);
    }

    /**
     * One constant of an enum, by its name in any case; underscores may be written as hyphens.
     *
     * @param constants the enum
     * @param <E> the enum
     * @return the codec; it writes lower case with hyphens
     */
    public static <E extends Enum<E>> FieldCodec<E> enumeration(Class<E> constants) {
        Map<String, E> byWord = new LinkedHashMap<>();
        for (E constant : constants.getEnumConstants()) {
            byWord.put(word(constant), constant);
        }
        FieldCodec<String> words = oneOf(byWord.keySet().toArray(new String[0]));
        return new Shaped<>(
                words.expects(),
                words.shape(),
                text -> Objects.requireNonNull(byWord.get(words.parse(text.replace('_', '-'), Origin.MEMORY)), "word"),
                FieldCodecs::word);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Values separated by commas, blanks around them ignored. Empty items are skipped, as in Asterisk, so empty text is
     * an empty list.
     *
     * @param item reads one value
     * @param <V> the items' type
     * @return the codec
     */
    public static <V> FieldCodec<List<V>> commaList(FieldCodec<V> item) {
        return new FieldCodec<>() {
            @Override
            public List<V> parse(String text, Origin origin) throws InvalidValueException {
                List<V> values = new ArrayList<>();
                int start = 0;
                while (start <= text.length()) {
                    int comma = text.indexOf(',', start);
                    int end = comma < 0 ? text.length() : comma;
                    String part = text.substring(start, end).strip();
                    if (!part.isEmpty()) {
                        values.add(item.parse(part, origin));
                    }
                    start = end + 1;
                }
                return List.copyOf(values);
            }

            @Override
            public String format(List<V> values) {
                return values.stream().map(item::format).collect(Collectors.joining(","));
            }

            @Override
            public String expects() {
                return "a comma-separated list, each " + item.expects();
            }

            @Override
            public ValueShape shape() {
                return new ValueShape.ListOf(item.shape());
            }
        };
    }

    /**
     * A codec from its parts.
     *
     * @param expects a noun phrase that says what is accepted
     * @param parser reads
     * @param formatter writes
     * @param <V> the values' type
     * @return the codec
     */
    public static <V> FieldCodec<V> of(String expects, Parser<V> parser, Function<V, String> formatter) {
        return new Shaped<>(expects, new ValueShape.Text(), parser, formatter);
    }

    /** A codec from its parts. */
    record Shaped<V>(String expects, ValueShape shape, Parser<V> parser, Function<V, String> formatter)
            implements FieldCodec<V> {
        @Override
        public V parse(String text, Origin origin) throws InvalidValueException {
            return parser.parse(text);
        }

        @Override
        public String format(V value) {
            return formatter.apply(value);
        }
    }

    /**
     * Reads a value from text alone.
     *
     * @param <V> the value's type
     */
    @FunctionalInterface
    public interface Parser<V> {
        /**
         * Reads a value.
         *
         * @param text as written, trimmed
         * @return the value
         * @throws InvalidValueException if the text is not such a value
         */
        V parse(String text) throws InvalidValueException;
    }
}
