package org.outpub.publish.sources.documents;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.MessageCounts;

/**
 * The documents by which Asterisk servers tell each other of devices and mailboxes ({@code asterisk-devicestate}, {@code
 * asterisk-mwi}): JSON without spaces, members in Asterisk's order. Each is a change, not the full state.
 */
public final class AsteriskDocuments {
    private static final String JSON = "application/json";

    private AsteriskDocuments() {}

    /**
     * A device's state.
     *
     * @param device its name, such as {@code PJSIP/1000}
     * @param state what it is doing
     * @param eid the entity id of the server that tells it
     * @return the document; {@code cachable}, because every state that is kept here is
     */
    public static PublicationBody deviceState(String device, DeviceState state, String eid) {
        return document(object("devicestate")
                .put("device", device)
                .put("state", state.name())
                .put("cachable", 1)
                .put("eid", eid));
    }

    /**
     * A mailbox's message counts.
     *
     * @param mailbox its name with its context, such as {@code 1000@default}
     * @param counts how many messages wait
     * @param eid the entity id of the server that tells it
     * @return the document
     */
    public static PublicationBody mailboxState(String mailbox, MessageCounts counts, String eid) {
        return document(object("mailboxstate")
                .put("uniqueid", mailbox)
                .put("old", counts.oldMessages())
                .put("new", counts.newMessages())
                .put("eid", eid));
    }

    /**
     * The wish to be told everything that a peer knows.
     *
     * @param eid the entity id of the server that wishes
     * @return the document
     */
    public static PublicationBody refresh(String eid) {
        return document(object("refresh").put("eid", eid));
    }

    private static ObjectNode object(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private static PublicationBody document(ObjectNode object) {
        return PublicationBody.ofChange(JSON, object.toString());
    }
}
