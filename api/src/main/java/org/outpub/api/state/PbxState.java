package org.outpub.api.state;

/**
 * What the devices, extensions and mailboxes of a telephone system are doing now. The host feeds it whenever something
 * changes; what is published from it follows. A state that is fed again unchanged is told to nobody. Safe for use by
 * many threads; feeding calls the observers on the same thread and returns at once, as they must not block.
 *
 * <p>Names are texts of 1 to 255 characters; others are refused with an {@link IllegalArgumentException}.
 */
public final class PbxState {
    private final StateTable<String, DeviceState> devices = new StateTable<>();
    private final StateTable<String, MessageCounts> mailboxes = new StateTable<>();
    private final StateTable<Extension, ExtensionState> extensions = new StateTable<>();

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
        devices.put(Texts.requireName("a device", device), state);
    }

    /**
     * Forgets a device. Peers that were told its state are told nothing more: their event package has no word for it.
     * Feed {@link DeviceState#UNKNOWN} before, if they shall forget it too.
     *
     * @param device its name
     */
    public void deviceRemoved(String device) {
        devices.remove(device);
    }

    /**
     * Takes a mailbox's message counts.
     *
     * @param mailbox its name with its context, such as {@code 1000@default}
     * @param counts how many messages wait
     * @throws IllegalArgumentException if the name is empty, begins with {@code @} or is too long
     */
    public void mailbox(String mailbox, MessageCounts counts) {
        Texts.requireName("a mailbox", mailbox);
        if (mailbox.startsWith("@")) {
            throw new IllegalArgumentException(
                    "a mailbox has a name before its @context, such as 1000@default; there is none in " + mailbox);
        }
        mailboxes.put(mailbox, counts);
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
     * Forgets a mailbox; where it had a {@code message-summary} publication of its own, that is removed.
     *
     * @param mailbox its name with its context
     */
    public void mailboxRemoved(String mailbox) {
        mailboxes.remove(mailbox);
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
        extensions.put(new Extension(context, exten), state);
    }

    /**
     * Forgets an extension; its publications are removed.
     *
     * @param context the dialplan's context
     * @param exten the extension in it
     * @throws IllegalArgumentException if a name is empty or too long
     */
    public void extensionRemoved(String context, String exten) {
        extensions.remove(new Extension(context, exten));
    }

    /**
     * The devices' states.
     *
     * @return by device name; always up to date
     */
    public StateTable<String, DeviceState> devices() {
        return devices;
    }

    /**
     * The mailboxes' message counts.
     *
     * @return by {@code mailbox@context}; always up to date
     */
    public StateTable<String, MessageCounts> mailboxes() {
        return mailboxes;
    }

    /**
     * The extensions' states.
     *
     * @return by extension; always up to date
     */
    public StateTable<Extension, ExtensionState> extensions() {
        return extensions;
    }
}
