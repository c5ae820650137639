package org.outpub.api.sorcery.type;

import java.util.List;
import java.util.Objects;

/**
 * What the values of a codec look like to a machine: for JSON, its schema, and forms. Looser than the codec, which
 * decides. Immutable.
 */
public sealed interface ValueShape {
    /** Any text. */
    record Text() implements ValueShape {}

    /**
     * Whole numbers.
     *
     * @param min the least
     * @param max the greatest
     */
    record Whole(long min, long max) implements ValueShape {}

    /**
     * Numbers with a fraction.
     *
     * @param min the least; may be infinite
     * @param max the greatest; may be infinite
     */
    record Decimal(double min, double max) implements ValueShape {}

    /** Yes or no. */
    record Truth() implements ValueShape {}

    /**
     * One of some words, in any case.
     *
     * @param words in lower case, in the order in which they are best told
     */
    record Words(List<String> words) implements ValueShape {
        /** Copies the list. */
        public Words {
            words = List.copyOf(words);
        }
    }

    /**
     * Values in a row, which INI separates by commas.
     *
     * @param item each of them
     */
    record ListOf(ValueShape item) implements ValueShape {
        /** Checks that nothing is missing. */
        public ListOf {
            Objects.requireNonNull(item, "item");
        }
    }
}
