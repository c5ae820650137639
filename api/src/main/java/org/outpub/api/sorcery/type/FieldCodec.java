package org.outpub.api.sorcery.type;

import org.outpub.api.config.Excerpt;
import org.outpub.api.config.Origin;

/**
 * Turns the text of one option into a value and back. Implementations are immutable and strict: what is not clearly
 * right is refused, never guessed.
 *
 * @param <V> the value's type, immutable
 */
public interface FieldCodec<V> {
    /**
     * Reads a value.
     *
     * @param text as written, trimmed; may be empty
     * @param origin where it stands; relative paths are relative to it
     * @return the value
     * @throws InvalidValueException if the text is not such a value
     */
    V parse(String text, Origin origin) throws InvalidValueException;

    /**
     * Writes a value so that {@link #parse} reads an equal one.
     *
     * @param value what {@code parse} may have given
     * @return the text
     */
    String format(V value);

    /**
     * Says what is accepted, for messages and for documentation.
     *
     * @return a noun phrase such as {@code "a number of seconds from 1 to 4294967295"}
     */
    String expects();

    /**
     * Says what the values look like to a machine.
     *
     * @return any text, unless the codec knows better
     */
    default ValueShape shape() {
        return new ValueShape.Text();
    }

    /**
     * How messages show a text that is no such value. One that may hold a secret in a part of it leaves that part out.
     *
     * @param text as written
     * @return the text as an {@linkplain Excerpt#quoted excerpt}, unless the codec knows better
     */
    default String shown(String text) {
        return Excerpt.quoted(text);
    }

    /** The text is not a value of the codec; the message says why if {@link FieldCodec#expects} does not say enough. */
    final class InvalidValueException extends Exception {
        private static final long serialVersionUID = 1;

        /** Without a reason beyond what the codec expects. */
        public InvalidValueException() {
            this("");
        }

        /**
         * With a reason.
         *
         * @param reason a clause such as {@code "the host is missing"}; must not repeat the value, which may be secret
         */
        public InvalidValueException(String reason) {
            super(reason, null, false, false);
        }
    }
}
