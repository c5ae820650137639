package org.outpub.api.state;

import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a call. Immutable.
 *
 * @param uri the address, such as {@code sip:3000@pbx.example}, without angle brackets; 1 to 2048 characters
 * @param displayName the name to show, 1 to 2048 characters; null if there is none
 */
public record Party(String uri, @Nullable String displayName) {
    /**
     * Checks the texts.
     *
     * @throws IllegalArgumentException if one is empty or too long
     */
    public Party {
        Texts.requireText("a party's URI", uri);
        if (displayName != null) {
            Texts.requireText("a display name", displayName);
        }
    }
}
