package org.outpub.publish.sources.documents;

import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.state.MessageCounts;

/** {@code application/simple-message-summary}: what waits in a mailbox (RFC 3842 §5.2). */
public final class MessageSummary {
    /** What it is on the wire. */
    public static final String CONTENT_TYPE = "application/simple-message-summary";

    private MessageSummary() {}

    /**
     * Writes one.
     *
     * @param counts voice messages; urgent ones are not told apart and count as none
     * @param account the URI to fetch messages from, on one line; null for none
     * @return the document
     */
    public static PublicationBody of(MessageCounts counts, @Nullable String account) {
        return PublicationBody.of(
                CONTENT_TYPE,
                "Messages-Waiting: " + (counts.newMessages() > 0 ? "yes" : "no") + "\r\n"
                        + (account == null ? "" : "Message-Account: " + account + "\r\n")
                        + "Voice-Message: " + counts.newMessages() + "/" + counts.oldMessages() + " (0/0)\r\n");
    }
}
