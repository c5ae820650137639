package org.outpub.api.state;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    /** From what counts least to what counts most, where several servers tell of one device. */
    private static final List<DeviceState> RISING =
            List.of(INVALID, UNKNOWN, UNAVAILABLE, NOT_INUSE, ONHOLD, RINGING, INUSE, BUSY, RINGINUSE);

    private static final Set<DeviceState> IN_A_CALL = EnumSet.of(INUSE, BUSY, ONHOLD);

    /**
     * What a device is doing of which several servers tell, by Asterisk's rule: the busiest of the states, and {@link
     * #RINGINUSE} where it rings at one and is in a call at another.
     *
     * @param states at least one
     * @return what they come to
     */
    public static DeviceState together(Collection<DeviceState> states) {
        if (states.contains(RINGING) && states.stream().anyMatch(IN_A_CALL::contains)) {
            return RINGINUSE;
        }
        return states.stream()
                .reduce((one, other) -> RISING.indexOf(one) >= RISING.indexOf(other) ? one : other)
                .orElseThrow();
    }
}
