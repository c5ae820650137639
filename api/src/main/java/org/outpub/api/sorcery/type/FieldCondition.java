package org.outpub.api.sorcery.type;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one field of an object, as Asterisk's retrieval by fields has it. The first value of the field counts,
 * defaults included; an object without the field does not match. Immutable and safe for use by many threads.
 */
public final class FieldCondition {
    private final String field;
    private final Operator operator;
    private final String value;
    private final @Nullable Pattern pattern;

    /** How a value is compared. */
    public enum Operator {
        /** The same number, or the same text. */
        EQUAL("="),
        /** Another number, or another text. */
        NOT_EQUAL("!="),
        /** A smaller number, or text that sorts before. */
        LESS("<"),
        /** Not greater. */
        LESS_OR_EQUAL("<="),
        /** A greater number, or text that sorts after. */
        GREATER(">"),
        /** Not less. */
        GREATER_OR_EQUAL(">="),
        /** The whole text, where each {@code %} stands for any characters. */
        LIKE("like"),
        /** A POSIX extended regular expression that is found somewhere in the text. */
        REGEX("regex");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        private static Operator of(String sign) {
            return Stream.of(values())
                    .filter(operator -> operator.sign.equalsIgnoreCase(sign))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("'" + sign + "' is no operator; expected one of "
                            + Stream.of(values()).map(operator -> operator.sign).collect(Collectors.joining(", "))));
        }
    }

    /**
     * Whose value is compared.
     *
     * @return the name, in any case
     */
    public String field() {
        return field;
    }

    /**
     * How it is compared, for a wizard that hands conditions on.
     *
     * @return the operator
     */
    public Operator operator() {
        return operator;
    }

    /**
     * What it is compared with.
     *
     * @return as given, without the slashes around a regular expression
     */
    public String value() {
        return value;
    }

    private FieldCondition(String field, Operator operator, String value) {
        this.field = Objects.requireNonNull(field, "field");
        this.operator = operator;
        this.value = Objects.requireNonNull(value, "value");
        this.pattern = switch (operator) {
            case LIKE -> Pattern.compile(like(value), Pattern.DOTALL);
            case REGEX -> compile(value);
            default -> null;
        };
    }

    /**
     * A condition.
     *
     * @param field the field's name, in any case
     * @param operator how to compare
     * @param value what with
     * @return the condition
     * @throws IllegalArgumentException if the value is to be a regular expression and is none
     */
    public static FieldCondition of(String field, Operator operator, String value) {
        return new FieldCondition(field, operator, value);
    }

    /**
     * A condition as Asterisk writes it.
     *
     * @param name the field's name, with an operator after a space ({@code expiration >=}) or without; without one,
     *     {@code /…/} in the value is a regular expression, and any other value must be equal
     * @param value what to compare with
     * @return the condition
     * @throws IllegalArgumentException if the operator is not known, or the regular expression is none
     */
    public static FieldCondition parse(String name, String value) {
        int space = name.lastIndexOf(' ');
        if (space >= 0) {
            return of(name.substring(0, space).strip(), Operator.of(name.substring(space + 1)), value);
        }
        boolean slashes = value.length() > 1 && value.startsWith("/") && value.endsWith("/");
        return slashes
                ? of(name, Operator.REGEX, value.substring(1, value.length() - 1))
                : of(name, Operator.EQUAL, value);
    }

    private static Pattern compile(String regex) {
        try {
            return ExtendedRegex.compile(regex);
        } catch (PatternSyntaxException invalid) {
            throw new IllegalArgumentException(
                    "'" + regex + "' is not a regular expression: " + invalid.getDescription(), invalid);
        }
    }

    private static String like(String value) {
        return Stream.of(value.split("%", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    }

    /**
     * Whether an object meets the condition.
     *
     * @param object as {@link ObjectType#format} writes it
     * @return true if so
     */
    public boolean test(ObjectSet object) {
        return object.first(field).filter(this::holds).isPresent();
    }

    private boolean holds(String actual) {
        if (pattern != null) {
            return operator == Operator.LIKE
                    ? pattern.matcher(actual).matches()
                    : pattern.matcher(actual).find();
        }
        int order = compare(actual, value);
        return switch (operator) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            default -> order >= 0;
        };
    }

    private static int compare(String left, String right) {
        Double a = number(left);
        Double b = number(right);
        return a != null && b != null ? Double.compare(a, b) : left.compareTo(right);
    }

    private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]{1,300}(\\.[0-9]{0,300})?|\\.[0-9]{1,300})");

    private static @Nullable Double number(String text) {
        return NUMBER.matcher(text).matches() ? Double.valueOf(text) : null;
    }

    /** Prints it as {@link #parse} reads it. */
    @Override
    public String toString() {
        return field + ' ' + operator.sign.toLowerCase(Locale.ROOT) + ' ' + value;
    }
}
