package org.outpub.publish.sources.documents;

import org.outpub.api.state.DeviceState;

/**
 * What watchers are shown of a state; one constant is one row of the table by which Asterisk's documents are made.
 * A device that does not exist shows as unavailable, as hints have it.
 */
enum LampState {
    READY("terminated", "open", "Ready", false, "open", "online"),
    RINGING("early", "open", "Ringing", true, "inuse", "onthephone"),
    RINGING_IN_CALL("confirmed", "open", "Ringing", true, "inuse", "onthephone"),
    IN_CALL("confirmed", "open", "On the phone", true, "inuse", "onthephone"),
    ON_HOLD("confirmed", "open", "On hold", true, "inuse", "onthephone"),
    UNAVAILABLE("terminated", "closed", "Unavailable", false, "closed", "offline");

    /** RFC 4235 §4.1.2: the dialog's state. */
    final String dialog;
    /** RFC 3863 §4.1.4: {@code open} or {@code closed}. */
    final String basic;

    final String note;
    /** RFC 4480 §3.2: the activity {@code on-the-phone}, or none. */
    final boolean onThePhone;

    final String xpidf;
    final String msn;

    LampState(String dialog, String basic, String note, boolean onThePhone, String xpidf, String msn) {
        this.dialog = dialog;
        this.basic = basic;
        this.note = note;
        this.onThePhone = onThePhone;
        this.xpidf = xpidf;
        this.msn = msn;
    }

    static LampState of(DeviceState state) {
        return switch (state) {
            case NOT_INUSE, UNKNOWN -> READY;
            case RINGING -> RINGING;
            case RINGINUSE -> RINGING_IN_CALL;
            case INUSE, BUSY -> IN_CALL;
            case ONHOLD -> ON_HOLD;
            case UNAVAILABLE, INVALID -> UNAVAILABLE;
        };
    }
}
