package org.outpub.publish.receiving;

import org.jspecify.annotations.Nullable;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.MessageCounts;

/** What follows from what peers publish. Called on the loop; must not block. */
public interface PeerNews {
    /**
     * A server tells of a device.
     *
     * @param eid the server's entity id
     * @param device its name
     * @param state what it does; null if nobody tells any more
     */
    void device(String eid, String device, @Nullable DeviceState state);

    /**
     * A server tells of a mailbox.
     *
     * @param eid the server's entity id
     * @param mailbox its name
     * @param counts what is in it; null if nobody tells any more
     */
    void mailbox(String eid, String mailbox, @Nullable MessageCounts counts);

    /**
     * A peer wants to be told everything again.
     *
     * @param publication the id of the {@code outbound-publish} object that tells it
     */
    void tellAll(String publication);

    /**
     * What a peer had told was lost; it is to tell everything again.
     *
     * @param publication the id of the {@code outbound-publish} object that asks it
     */
    void askForAll(String publication);

    /**
     * Something for people.
     *
     * @param warning whether somebody should do something about it
     * @param text a line
     */
    void say(boolean warning, String text);
}
