package org.outpub.api.state;

import java.util.Arrays;
import java.util.Optional;

/** What a device, or the devices of an extension together, is doing. The names are Asterisk's. */
public enum DeviceState {
    /** Nothing is known about it. */
    UNKNOWN,
    /** Idle. */
    NOT_INUSE,
    /** In a call. */
    INUSE,
    /** In a call, and takes no other. */
    BUSY,
    /** There is no such device. */
    INVALID,
    /** It cannot be reached, for example because it is not registered. */
    UNAVAILABLE,
    /** Ringing. */
    RINGING,
    /** In a call while another one rings. */
    RINGINUSE,
    /** In a call that is on hold. */
    ONHOLD;

    /**
     * The state of a name.
     *
     * @param name such as {@code INUSE}, in upper or lower case
     * @return empty if there is no such state
     */
    public static Optional<DeviceState> named(String name) {
        return Arrays.stream(values())
                .filter(state -> state.name().equalsIgnoreCase(name))
                .findFirst();
    }
}
