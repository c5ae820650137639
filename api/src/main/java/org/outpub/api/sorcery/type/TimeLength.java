package org.outpub.api.sorcery.type;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs.Shaped;

/** Lengths of time as Asterisk's {@code timelen} writes them. */
final class TimeLength {
    private static final Pattern TEXT = Pattern.compile("(0|[1-9][0-9]{0,9})(h|m|s|ms)?", Pattern.CASE_INSENSITIVE);
    /** From the longest, so that the first that divides a length is the shortest way to write it. */
    private static final Map<String, ChronoUnit> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("h", ChronoUnit.HOURS);
        UNITS.put("m", ChronoUnit.MINUTES);
        UNITS.put("s", ChronoUnit.SECONDS);
        UNITS.put("ms", ChronoUnit.MILLIS);
    }

    private TimeLength() {}

    static FieldCodec<Duration> codec(ChronoUnit bareUnit) {
        if (!UNITS.containsValue(bareUnit)) {
            throw new IllegalArgumentException(bareUnit + " is none of " + UNITS.values());
        }
        return new Shaped<>(
                "a length of time such as 90s (h, m, s or ms; without one it counts "
                        + bareUnit.toString().toLowerCase(Locale.ROOT) + ")",
                new ValueShape.Text(),
                text -> parse(text, bareUnit),
                TimeLength::format);
    }

    private static Duration parse(String text, ChronoUnit bareUnit) throws InvalidValueException {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidValueException();
        }
        String suffix = matcher.group(2);
        ChronoUnit unit = suffix == null ? bareUnit : UNITS.get(suffix.toLowerCase(Locale.ROOT));
        Duration length = Duration.of(Long.parseLong(matcher.group(1)), unit);
        if (length.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) > 0) {
            throw new InvalidValueException("the longest is " + Integer.MAX_VALUE + "ms");
        }
        return length;
    }

    private static String format(Duration length) {
        long millis = length.toMillis();
        for (Map.Entry<String, ChronoUnit> unit : UNITS.entrySet()) {
            long size = unit.getValue().getDuration().toMillis();
            if (millis != 0 && millis % size == 0) {
                return millis / size + unit.getKey();
            }
        }
        return "0s";
    }
}
