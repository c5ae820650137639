package org.outpub.publish.sources.packages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.outpub.api.state.PbxState;

class MessageSummariesTest {
    private final PbxState pbx = new PbxState();
    private final PackageHandler handler = new PackageHandler(new MessageSummaries(pbx, new LongAdder()));
    private final RecordingClient one = new RecordingClient("message-summary", false);
    private final RecordingClient many = new RecordingClient("message-summary", true);

    private void assertRefused(String message, RecordingClient client) {
        UnusableOptionsException refused =
                assertThrows(UnusableOptionsException.class, () -> handler.startPublishing(client));
        assertEquals(message, refused.getMessage());
    }

    @Test
    void thePublicationOfNamedMailboxesAddsThemUp() throws Exception {
        pbx.mailbox("1000@default", 1, 2);
        pbx.mailbox("9999@default", 5, 5);
        handler.startPublishing(one.with("@mailboxes", "1000@default, 1001@default"));
        assertEquals(List.of("Messages-Waiting: yes\r\nVoice-Message: 1/2 (0/0)\r\n"), one.take());
        pbx.mailbox("1001@default", 2, 0);
        pbx.mailbox("9999@default", 6, 5);
        assertEquals(List.of("Messages-Waiting: yes\r\nVoice-Message: 3/2 (0/0)\r\n"), one.take());
        pbx.mailboxRemoved("1000@default");
        assertEquals(List.of("Messages-Waiting: yes\r\nVoice-Message: 2/0 (0/0)\r\n"), one.take());
        pbx.mailboxRemoved("1001@default");
        assertEquals(List.of("removed"), one.take());
    }

    @Test
    void nothingIsPublishedOrRemovedBeforeAMailboxIsKnown() throws Exception {
        handler.startPublishing(one.with("@mailboxes", "1000@default"));
        assertEquals(List.of(), one.take());
    }

    @Test
    void otherMailboxesWithoutCountsTakeThePublicationAway() throws Exception {
        pbx.mailbox("1000@default", 1, 2);
        handler.startPublishing(one.with("@mailboxes", "1000@default")).run();
        one.take();
        handler.startPublishing(one.with("@mailboxes", "1001@default"));
        assertEquals(List.of("removed"), one.take());
    }

    @Test
    void withUsersEachMailboxHasAPublicationOfItsOwn() throws Exception {
        pbx.mailbox("1000@default", 0, 2);
        handler.startPublishing(many.with("@mailbox_state_filter", "@default$"));
        pbx.mailbox("1001@default", 1, 0);
        pbx.mailbox("1002@other", 1, 0);
        assertEquals(
                List.of(
                        "1000 Messages-Waiting: no\r\nVoice-Message: 0/2 (0/0)\r\n",
                        "1001 Messages-Waiting: yes\r\nVoice-Message: 1/0 (0/0)\r\n"),
                many.take());
        pbx.mailboxRemoved("1000@default");
        assertEquals(List.of("1000 removed"), many.take());
    }

    @Test
    void aMailboxWithoutContextIsItsOwnUser() throws Exception {
        handler.startPublishing(many);
        pbx.mailbox("1000", 0, 0);
        assertEquals(List.of("1000 Messages-Waiting: no\r\nVoice-Message: 0/0 (0/0)\r\n"), many.take());
    }

    @Test
    void theAccountIsAnOption() throws Exception {
        handler.startPublishing(many.with("@message_account", "sip:voicemail@pbx.example"));
        pbx.mailbox("1000@default", 1, 0);
        assertEquals(
                List.of("1000 Messages-Waiting: yes\r\nMessage-Account: sip:voicemail@pbx.example\r\n"
                        + "Voice-Message: 1/0 (0/0)\r\n"),
                many.take());
    }

    @Test
    void unusableOptionsAreNamed() {
        assertRefused(
                "@mailboxes: event=message-summary needs it, unless multi_user=yes; expected mailboxes such as"
                        + " 1000@default, separated by commas",
                one);
        assertRefused(
                "@mailbox_state_filter: needs multi_user=yes; expected @mailboxes",
                one.with("@mailboxes", "1000@default").with("@mailbox_state_filter", "x"));
        assertRefused(
                "@mailboxes: does not go with multi_user=yes; expected @mailbox_state_filter",
                many.with("@mailboxes", "1000@default"));
        assertRefused(
                "@mailbox_state_filter: '(' is not a regular expression: a ( has no )",
                many.without("@mailboxes").with("@mailbox_state_filter", "("));
        assertRefused(
                "@message_account: 'voicemail' is not a URI such as sip:voicemail@pbx.example",
                many.without("@mailbox_state_filter").with("@message_account", "voicemail"));
        assertRefused(
                "@body: 'text/plain' is no document of event=message-summary; expected"
                        + " application/simple-message-summary, or to leave it out",
                many.without("@message_account").with("@body", "text/plain"));
    }

    @Test
    void anAccountCannotAddALine() {
        assertRefused(
                "@message_account: 'sip:a@b\r\nX: y' is not a URI such as sip:voicemail@pbx.example",
                many.with("@message_account", "sip:a@b\r\nX: y"));
    }
}
