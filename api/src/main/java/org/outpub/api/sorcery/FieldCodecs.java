package org.outpub.api.sorcery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.FieldCodec.InvalidValueException;

/** The codecs that many object types share. */
public final class FieldCodecs {
    private static final Set<String> TRUE_WORDS = Set.of("yes", "true", "y", "t", "1", "on");
    private static final Set<String> FALSE_WORDS = Set.of("no", "false", "n", "f", "0", "off");
    /** Decimal without leading zeros, because Asterisk reads those as octal and nobody means that. */
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,18}");

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
     * A truth word. Unlike Asterisk, which takes any other word for "no", only the known ones are accepted.
     *
     * @return the codec
     */
    public static FieldCodec<Boolean> yesNo() {
        return of("yes or no", FieldCodecs::parseTruth, value -> value ? "yes" : "no");
    }

    private static Boolean parseTruth(String text) throws InvalidValueException {
        String word = text.toLowerCase(Locale.ROOT);
        if (TRUE_WORDS.contains(word)) {
            return true;
        }
        if (FALSE_WORDS.contains(word)) {
            return false;
        }
        throw new InvalidValueException();
    }

    /**
     * A whole number in a range, in decimal.
     *
     * @param what what is counted, such as {@code "number of seconds"}
     * @param min the least, not negative
     * @param max the greatest
     * @return the codec
     */
    public static FieldCodec<Long> number(String what, long min, long max) {
        return of("a " + what + " from " + min + " to " + max, text -> parseNumber(text, min, max), String::valueOf);
    }

    private static Long parseNumber(String text, long min, long max) throws InvalidValueException {
        if (!DECIMAL.matcher(text).matches()) {
            boolean padded =
                    text.length() > 1 && text.startsWith("0") && text.chars().allMatch(Character::isDigit);
            throw new InvalidValueException(padded ? "leading zeros are not allowed" : "");
        }
        try {
            long value = Long.parseLong(text);
            if (value < min || value > max) {
                throw new InvalidValueException();
            }
            return value;
        } catch (NumberFormatException tooLong) {
            throw new InvalidValueException();
        }
    }

    /**
     * One word of a fixed list, in any case.
     *
     * @param words the words, in lower case
     * @return the codec; its values are in lower case
     */
    public static FieldCodec<String> oneOf(String... words) {
        List<String> known = List.copyOf(Arrays.asList(words));
        return of(
                "one of " + String.join(", ", known),
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
     * Values separated by commas, blanks around them ignored. Empty text is an empty list; an empty item is refused.
     *
     * @param item reads one value
     * @param <V> the items' type
     * @return the codec
     */
    public static <V> FieldCodec<List<V>> commaList(FieldCodec<V> item) {
        return new FieldCodec<>() {
            @Override
            public List<V> parse(String text, Origin origin) throws InvalidValueException {
                if (text.isEmpty()) {
                    return List.of();
                }
                List<V> values = new ArrayList<>();
                for (String part : text.split(",", -1)) {
                    values.add(parseItem(part.strip(), origin));
                }
                return List.copyOf(values);
            }

            private V parseItem(String text, Origin origin) throws InvalidValueException {
                if (text.isEmpty()) {
                    throw new InvalidValueException("an item is empty");
                }
                return item.parse(text, origin);
            }

            @Override
            public String format(List<V> values) {
                return values.stream().map(item::format).collect(Collectors.joining(","));
            }

            @Override
            public String expects() {
                return "a comma-separated list, each " + item.expects();
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
        return new FieldCodec<>() {
            @Override
            public V parse(String text, Origin origin) throws InvalidValueException {
                return parser.parse(text);
            }

            @Override
            public String format(V value) {
                return formatter.apply(value);
            }

            @Override
            public String expects() {
                return expects;
            }
        };
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
