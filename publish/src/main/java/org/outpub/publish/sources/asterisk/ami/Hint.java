package org.outpub.publish.sources.asterisk.ami;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.outpub.api.state.DeviceState;

/**
 * What a hint of the dialplan names, as its text says: {@code PJSIP/1000&MWI:1000@default,CustomPresence:ann}. Immutable.
 *
 * @param text as the lists tell it
 */
record Hint(String text) {
    private static final String MAILBOX = "MWI:";

    /** The mailboxes among its devices. */
    List<String> mailboxes() {
        int comma = text.indexOf(',');
        String devices = comma < 0 ? text : text.substring(0, comma);
        return Stream.of(devices.split("&"))
                .flatMap(device -> mailboxOf(device).stream())
                .toList();
    }

    /** Whose presence it shows. */
    Optional<String> presentity() {
        int comma = text.indexOf(',');
        return comma < 0 || comma == text.length() - 1 ? Optional.empty() : Optional.of(text.substring(comma + 1));
    }

    /** The mailbox that a device stands for. */
    static Optional<String> mailboxOf(String device) {
        return device.startsWith(MAILBOX) && device.length() > MAILBOX.length()
                ? Optional.of(device.substring(MAILBOX.length()))
                : Optional.empty();
    }

    /**
     * What the number of an extension status stands for.
     *
     * @return empty for those that say that there is no hint, and for what is no status
     */
    static Optional<DeviceState> stateOf(String status) {
        return switch (status) {
            case "0" -> Optional.of(DeviceState.NOT_INUSE);
            case "1" -> Optional.of(DeviceState.INUSE);
            case "2" -> Optional.of(DeviceState.BUSY);
            case "4" -> Optional.of(DeviceState.UNAVAILABLE);
            case "8" -> Optional.of(DeviceState.RINGING);
            case "9" -> Optional.of(DeviceState.RINGINUSE);
            case "16", "17" -> Optional.of(DeviceState.ONHOLD);
            default -> Optional.empty();
        };
    }
}
