package org.outpub.publish.sources.asterisk;

import java.util.concurrent.Executor;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.Extension;
import org.outpub.api.state.ExtensionState;
import org.outpub.api.state.MessageCounts;
import org.outpub.api.state.PbxState;
import org.outpub.publish.sources.StateQueue;
import org.outpub.publish.sources.asterisk.ami.SessionEffect;

/** Hands an Asterisk's states to a {@link PbxState}, as {@link StateQueue} does. Safe for use by many threads. */
final class StateFeed {
    private final PbxState pbx;
    private final StateQueue<SessionEffect> queue;

    /** Tells mailboxes from devices of the same name. */
    private record Mailbox(String name) {}

    StateFeed(PbxState pbx, Executor executor) {
        this.pbx = pbx;
        this.queue = new StateQueue<>("a state", executor, this::feed);
    }

    void device(SessionEffect.DeviceIs device) {
        queue.add(device.device(), device);
    }

    void extension(SessionEffect.ExtensionIs extension) {
        queue.add(extension.extension(), extension);
    }

    void mailbox(SessionEffect.MailboxIs mailbox) {
        queue.add(new Mailbox(mailbox.mailbox()), mailbox);
    }

    /** Hands over what was added. */
    void flush() {
        queue.flush();
    }

    private void feed(SessionEffect effect) {
        if (effect instanceof SessionEffect.DeviceIs device) {
            DeviceState state = device.state();
            if (state == null) {
                pbx.deviceRemoved(device.device());
            } else {
                pbx.deviceState(device.device(), state);
            }
        } else if (effect instanceof SessionEffect.ExtensionIs is) {
            Extension extension = is.extension();
            ExtensionState state = is.state();
            if (state == null) {
                pbx.extensionRemoved(extension.context(), extension.exten());
            } else {
                pbx.extensionState(extension.context(), extension.exten(), state);
            }
        } else if (effect instanceof SessionEffect.MailboxIs mailbox) {
            MessageCounts counts = mailbox.counts();
            if (counts == null) {
                pbx.mailboxRemoved(mailbox.mailbox());
            } else {
                pbx.mailbox(mailbox.mailbox(), counts);
            }
        }
    }
}
