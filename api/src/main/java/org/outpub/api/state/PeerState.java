package org.outpub.api.state;

import java.util.Objects;

/** What one other server tells of its devices and mailboxes. Safe for use by many threads, as {@link PbxState}. */
public final class PeerState {
    private final String entityId;
    private final Tellings<String, DeviceState> devices;
    private final Tellings<String, MessageCounts> mailboxes;

    PeerState(String entityId, Tellings<String, DeviceState> devices, Tellings<String, MessageCounts> mailboxes) {
        this.entityId = entityId;
        this.devices = devices;
        this.mailboxes = mailboxes;
    }

    /**
     * Takes a device's state.
     *
     * @param device its name with its technology, such as {@code PJSIP/1000}
     * @param state what it is doing there
     * @throws IllegalArgumentException if the name is empty or too long
     */
    public void deviceState(String device, DeviceState state) {
        devices.tell(entityId, Texts.requireName("a device", device), Objects.requireNonNull(state, "state"));
    }

    /**
     * Forgets what that server told of a device.
     *
     * @param device its name
     */
    public void deviceRemoved(String device) {
        devices.tell(entityId, device, null);
    }

    /**
     * Takes a mailbox's message counts.
     *
     * @param mailbox its name with its context, such as {@code 1000@default}
     * @param counts how many messages wait there
     * @throws IllegalArgumentException if the name is empty, begins with {@code @} or is too long
     */
    public void mailbox(String mailbox, MessageCounts counts) {
        mailboxes.tell(entityId, Texts.requireMailbox(mailbox), Objects.requireNonNull(counts, "counts"));
    }

    /**
     * Forgets what that server told of a mailbox.
     *
     * @param mailbox its name with its context
     */
    public void mailboxRemoved(String mailbox) {
        mailboxes.tell(entityId, mailbox, null);
    }
}
