package org.outpub.api.state;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an extension is doing. Immutable.
 *
 * @param state of its devices together
 * @param note for people to read, in place of the one that the state gives, such as {@code At lunch}; 1 to 2048
 *     characters; null for the state's own
 * @param caller who makes it ring; null if that is not known or not to be told
 */
public record ExtensionState(
        DeviceState state, @Nullable String note, @Nullable Party caller) {
    /**
     * Checks the note.
     *
     * @throws IllegalArgumentException if it is empty or too long
     */
    public ExtensionState {
        Objects.requireNonNull(state, "state");
        if (note != null) {
            Texts.requireText("a note", note);
        }
    }

    /**
     * A state without more words.
     *
     * @param state of the extension's devices together
     * @return the state, without a note or a caller
     */
    public static ExtensionState of(DeviceState state) {
        return new ExtensionState(state, null, null);
    }

    /**
     * The same with a note.
     *
     * @param text for people to read, 1 to 2048 characters
     * @return the state
     * @throws IllegalArgumentException if it is empty or too long
     */
    public ExtensionState withNote(String text) {
        return new ExtensionState(state, text, caller);
    }

    /**
     * The same with a caller.
     *
     * @param party who calls
     * @return the state
     */
    public ExtensionState withCaller(Party party) {
        return new ExtensionState(state, note, party);
    }
}
