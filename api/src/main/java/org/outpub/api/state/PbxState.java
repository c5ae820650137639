package org.outpub.api.state;

import java.util.Objects;

/**
 * What the devices, extensions and mailboxes of a telephone system are doing now. The host feeds it whenever something
 * changes; what is published from it follows. What other servers tell of their devices and mailboxes is here as well, for
 * the host to see, by {@link #peer}. A state that is fed again unchanged is told to nobody. Safe for use by
 * many threads; feeding calls the observers on the same thread and returns at once, as they must not block.
 *
 * <p>Names are texts of 1 to 255 characters; others are refused with an {@link IllegalArgumentException}.
 */
public final class PbxState {
    private final Tellings<String, DeviceState> devices = new Tellings<>(DeviceState::together);
    /** Mailboxes are not summed up: the host knows its own, and of another server's the last word counts. */
    private final Tellings<String, MessageCounts> mailboxes = new Tellings<>(counts -> counts.get(counts.size() - 1));

    private final Tellings<Extension, ExtensionState> extensions = new Tellings<>(states -> states.get(0));

    /** Nothing is known yet. */
    public PbxState() {
        // begins empty
    }

    /**
     * Takes a device's state.
     *
     * @param device its name with its technology, such as {@code PJSIP/1000}
     * @param state what it is doing
     * @throws IllegalArgumentException if the name is empty or too long
     */
    public void deviceState(String device, DeviceState state) {
        devices.tell(Texts.requireName("a device", device), Objects.requireNonNull(state, "state"));
    }

    /**
     * Forgets a device. Peers that were told its state are told that it is {@link DeviceState#UNKNOWN}: their event
     * package has no other word for it.
     *
     * @param device its name
     */
    public void deviceRemoved(String device) {
        devices.tell(device, null);
    }

    /**
     * Takes a mailbox's message counts.
     *
     * @param mailbox its name with its context, such as {@code 1000@default}
     * @param counts how many messages wait
     * @throws IllegalArgumentException if the name is empty, begins with {@code @} or is too long
     */
    public void mailbox(String mailbox, MessageCounts counts) {
        mailboxes.tell(Texts.requireMailbox(mailbox), Objects.requireNonNull(counts, "counts"));
    }

    /**
     * Takes a mailbox's message counts.
     *
     * @param mailbox its name with its context, such as {@code 1000@default}
     * @param newMessages those that were not heard yet; 0 or more
     * @param oldMessages those that were; 0 or more
     * @throws IllegalArgumentException if a count is negative, or the name is empty, begins with {@code @} or is too
     *     long
     */
    public void mailbox(String mailbox, int newMessages, int oldMessages) {
        mailbox(mailbox, new MessageCounts(newMessages, oldMessages));
    }

    /**
     * Forgets a mailbox; where it had a {@code message-summary} publication of its own, that is removed, and peers that
     * were told its counts are told that it is empty.
     *
     * @param mailbox its name with its context
     */
    public void mailboxRemoved(String mailbox) {
        mailboxes.tell(mailbox, null);
    }

    /**
     * Takes an extension's state.
     *
     * @param context the dialplan's context
     * @param exten the extension in it
     * @param state what its devices together are doing
     * @throws IllegalArgumentException if a name is empty or too long
     */
    public void extensionState(String context, String exten, DeviceState state) {
        extensionState(context, exten, ExtensionState.of(state));
    }

    /**
     * Takes an extension's state, with a note or a caller.
     *
     * @param context the dialplan's context
     * @param exten the extension in it
     * @param state what it is doing
     * @throws IllegalArgumentException if a name is empty or too long
     */
    public void extensionState(String context, String exten, ExtensionState state) {
        extensions.tell(new Extension(context, exten), Objects.requireNonNull(state, "state"));
    }

    /**
     * Forgets an extension; its publications are removed.
     *
     * @param context the dialplan's context
     * @param exten the extension in it
     * @throws IllegalArgumentException if a name is empty or too long
     */
    public void extensionRemoved(String context, String exten) {
        extensions.tell(new Extension(context, exten), null);
    }

    /**
     * What another server tells of its devices and mailboxes. It is in {@link #devices} and {@link #mailboxes}, and in
     * neither {@link #ownDevices} nor {@link #ownMailboxes}, so that it is not published as if it were the host's.
     *
     * @param entityId names the server, such as {@code 00:1b:63:84:45:e6}; 1 to 255 characters
     * @return to be fed; all of the same id are one
     * @throws IllegalArgumentException if the id is empty or too long
     */
    public PeerState peer(String entityId) {
        return new PeerState(Texts.requireName("an entity id", entityId), devices, mailboxes);
    }

    /**
     * The devices' states: the host's, and those that other servers tell of. Of a device that several tell of, what they
     * come to {@linkplain DeviceState#together together}.
     *
     * @return by device name; always up to date
     */
    public StateTable<String, DeviceState> devices() {
        return devices.table();
    }

    /**
     * The devices' states as the host alone feeds them, which is what other servers are told.
     *
     * @return by device name; always up to date
     */
    public StateTable<String, DeviceState> ownDevices() {
        return devices.own();
    }

    /**
     * The mailboxes' message counts: the host's, and of those that it does not feed, what another server told last.
     *
     * @return by {@code mailbox@context}; always up to date
     */
    public StateTable<String, MessageCounts> mailboxes() {
        return mailboxes.table();
    }

    /**
     * The mailboxes' message counts as the host alone feeds them, which is what other servers are told.
     *
     * @return by {@code mailbox@context}; always up to date
     */
    public StateTable<String, MessageCounts> ownMailboxes() {
        return mailboxes.own();
    }

    /**
     * The extensions' states.
     *
     * @return by extension; always up to date
     */
    public StateTable<Extension, ExtensionState> extensions() {
        return extensions.table();
    }
}
