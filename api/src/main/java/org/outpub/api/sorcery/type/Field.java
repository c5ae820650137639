package org.outpub.api.sorcery.type;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One declared field of an object type. Immutable.
 *
 * @param name as Asterisk spells it
 * @param kind how often it may stand and what its absence means
 * @param codec reads and writes one value
 * @param defaultText what stands for it when it is absent; empty for none
 * @param secret whether its value must never be shown
 * @param about what it does, as a phrase for those who configure; may be empty
 * @param getter takes the values out of an object: none, one, or several if repeated
 * @param <T> the objects' class
 * @param <V> the type of one value
 */
public record Field<T, V>(
        String name,
        Kind kind,
        FieldCodec<V> codec,
        Optional<String> defaultText,
        boolean secret,
        String about,
        Function<T, List<V>> getter) {
    /** How often a field may stand and what its absence means. */
    public enum Kind {
        /** The object is refused without it; the last one counts. */
        REQUIRED,
        /** May be absent, or text that is left empty; the last one counts. */
        OPTIONAL,
        /** May stand several times; each adds a value. */
        REPEATED,
        /** Accepted for the sake of files that Asterisk reads too, and without effect here; the codec takes what asks for nothing else than what is done here. */
        IGNORED
    }

    Field<T, V> about(String text) {
        return new Field<>(name, kind, codec, defaultText, secret, text, getter);
    }

    List<String> format(T object) {
        return getter.apply(object).stream().map(codec::format).toList();
    }
}
