package org.outpub.publish.sources.documents;

import org.outpub.api.state.ExtensionState;

/**
 * What a document about an extension is made from. Immutable.
 *
 * @param exten the extension, such as {@code 2001}
 * @param local the publication's From URI, without angle brackets
 * @param remote the publication's To URI, without angle brackets
 * @param state what the extension is doing
 */
public record ExtensionView(String exten, String local, String remote, ExtensionState state) {
    LampState lamp() {
        return LampState.of(state.state());
    }

    /** The note for people: the host's, else the state's own. */
    String note() {
        String own = state.note();
        return own == null ? lamp().note : own;
    }
}
