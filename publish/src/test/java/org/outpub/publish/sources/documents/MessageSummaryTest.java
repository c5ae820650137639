package org.outpub.publish.sources.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.state.MessageCounts;

class MessageSummaryTest {
    private static void assertSummary(String expected, MessageCounts counts, @Nullable String account) {
        PublicationBody body = MessageSummary.of(counts, account);
        assertEquals("application/simple-message-summary", body.contentType());
        assertEquals(expected, new String(body.bytes(), StandardCharsets.US_ASCII));
    }

    @Test
    void newMessagesWait() {
        assertSummary("Messages-Waiting: yes\r\nVoice-Message: 2/8 (0/0)\r\n", new MessageCounts(2, 8), null);
    }

    @Test
    void oldMessagesAloneDoNotWait() {
        assertSummary("Messages-Waiting: no\r\nVoice-Message: 0/8 (0/0)\r\n", new MessageCounts(0, 8), null);
    }

    @Test
    void theAccountStandsBetween() {
        assertSummary(
                "Messages-Waiting: yes\r\nMessage-Account: sip:voicemail@pbx.example\r\nVoice-Message: 1/0 (0/0)\r\n",
                new MessageCounts(1, 0),
                "sip:voicemail@pbx.example");
    }
}
