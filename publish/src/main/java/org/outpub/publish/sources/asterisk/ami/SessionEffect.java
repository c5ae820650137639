package org.outpub.publish.sources.asterisk.ami;

import org.jspecify.annotations.Nullable;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.Extension;
import org.outpub.api.state.ExtensionState;
import org.outpub.api.state.MessageCounts;

/** What a {@link ManagerSession} orders. */
public sealed interface SessionEffect {
    /** Connect; the end of an attempt comes back as {@link SessionEvent.Opened} or {@link SessionEvent.Closed}. */
    record Connect() implements SessionEffect {}

    /** Close the connection; nothing comes back of it any more, not even that it was closed. */
    record Disconnect() implements SessionEffect {}

    /**
     * Send a request.
     *
     * @param action over the open connection
     */
    record Send(AmiAction action) implements SessionEffect {}

    /**
     * Tell the administrator.
     *
     * @param warning whether there is something to do about it
     * @param text a sentence
     */
    record Tell(boolean warning, String text) implements SessionEffect {}

    /**
     * A device's state.
     *
     * @param device its name
     * @param state null if it is gone
     */
    record DeviceIs(String device, @Nullable DeviceState state) implements SessionEffect {}

    /**
     * An extension's state.
     *
     * @param extension whose hint it is
     * @param state null if the hint is gone
     */
    record ExtensionIs(Extension extension, @Nullable ExtensionState state) implements SessionEffect {}

    /**
     * A mailbox's counts.
     *
     * @param mailbox its name
     * @param counts null if nothing asks for it any more
     */
    record MailboxIs(String mailbox, @Nullable MessageCounts counts) implements SessionEffect {}
}
