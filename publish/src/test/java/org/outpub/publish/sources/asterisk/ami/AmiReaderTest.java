package org.outpub.publish.sources.asterisk.ami;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bytes to messages, as a manager interface sends them. */
class AmiReaderTest {
    private static final String GREETING = "Asterisk Call Manager/11.0.0\r\n";
    private final AmiReader reader = new AmiReader();

    private List<AmiMessage> read(String text) {
        return reader.read(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void theGreetingIsALineOfItsOwn() {
        List<AmiMessage> read = read(GREETING + "Response: Success\r\nActionID: l1\r\n\r\n");
        assertEquals(2, read.size());
        assertEquals("Asterisk Call Manager/11.0.0", read.get(0).kind("Greeting"));
        assertEquals("Success", read.get(1).kind("Response"));
        assertEquals("l1", read.get(1).get("actionid"));
    }

    @Test
    void aLineFeedInAPresenceMessageBelongsToItsValue() {
        read(GREETING);
        List<AmiMessage> read = read("Event: PresenceStatus\r\nStatus: chat\r\nSubtype: sub\r\n"
                + "Message: hi\nEvent: DeviceStateChange\r\n\r\nEvent: PresenceStateChange\r\nMessage: x\r\n\r\n");
        assertEquals(2, read.size());
        assertEquals("hi\nEvent: DeviceStateChange", read.get(0).get("Message"));
        assertEquals("PresenceStateChange", read.get(1).kind("Event"));
    }

    @Test
    void namesKeepColonsBlanksAndWhatIsNotUtf8IsMarked() {
        read(GREETING);
        AmiMessage message = read("Event: DeviceStateChange\r\nDevice: Custom:x: y\r\nHint: \r\nA:b\r\nalone\r\n"
                        + "Raw: Custom:r\u00ffw\r\n\r\n")
                .get(0);
        assertEquals("Custom:x: y", message.get("Device"));
        assertEquals("", message.get("Hint"));
        assertEquals("b", message.get("A"));
        assertEquals("", message.get("alone"));
        assertEquals("Custom:r\uFFFDw", message.get("Raw"));
    }

    @Test
    void aMessageWithoutEndIsPassedOverWithinBoundsAndTheNextIsRead() {
        read(GREETING);
        String endless = "x".repeat(5000) + "\r\n";
        for (int i = 0; i < 1000; i++) {
            assertEquals(List.of(), read(endless));
        }
        List<AmiMessage> read = read("\r\nEvent: Reload\r\n\r\n");
        assertEquals(1, read.size());
        assertEquals("Reload", read.get(0).kind("Event"));
        assertEquals(1, reader.passedOver());
        assertEquals(1, read("Event: Reload\r\n\r\n").size());
    }

    @Test
    void aMessageOfVeryManyFieldsIsPassedOver() {
        read(GREETING);
        assertEquals(
                1, read("A: b\r\n".repeat(5000) + "\r\nEvent: Reload\r\n\r\n").size());
        assertEquals(1, reader.passedOver());
    }

    @Test
    void whereverTheBytesAreCutTheMessagesAreTheSame() {
        String text = GREETING + "Event: A\r\nMessage: a\nb\r\n\r\n\r\nResponse: Success\r\nX: \r\n\r\n";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<AmiMessage> whole = new AmiReader().read(bytes);
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            AmiReader cut = new AmiReader();
            List<AmiMessage> read = new ArrayList<>();
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(9));
                read.addAll(cut.read(Arrays.copyOfRange(bytes, from, to)));
                from = to;
            }
            assertEquals(whole, read, "seed " + seed);
        }
        assertEquals(3, whole.size());
    }
}
