package org.outpub.publish.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.publish.wire.MessageFramer.FramingException;

class MessageFramerTest {
    private final List<String> found = new ArrayList<>();
    private final MessageFramer framer = new MessageFramer(new MessageHead());
    private final MessageFramer.Sink sink = new MessageFramer.Sink() {
        @Override
        public void message(ByteBuf message) {
            found.add(message.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void ping() {
            found.add("ping");
        }
    };

    private void feed(String text) throws FramingException {
        framer.feed(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)), sink);
    }

    private static String message(String contentLength, String body) {
        return "SIP/2.0 200 OK\r\nVia: x\r\n" + contentLength + "\r\n\r\n" + body;
    }

    @Test
    void messagesAreFoundWhereverTheStreamIsSplit() throws FramingException {
        List<String> messages = List.of(
                message("Content-Length: 4", "äö"),
                message("l:0", ""),
                message("CONTENT-LENGTH \t:  007 ", "\r\n\r\nabc"),
                message("X: y", ""));
        String stream = String.join("", messages);
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        for (int split = 0; split <= bytes.length; split++) {
            found.clear();
            framer.feed(Unpooled.wrappedBuffer(bytes, 0, split), sink);
            framer.feed(Unpooled.wrappedBuffer(bytes, split, bytes.length - split), sink);
            assertEquals(messages, found, "split at " + split);
        }
    }

    @Test
    void anyCuttingOfAnyStreamGivesTheSameMessages() throws FramingException {
        long seed = 20261123;
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            found.clear();
            List<String> expected = new ArrayList<>();
            StringBuilder stream = new StringBuilder();
            for (int i = random.nextInt(6); i >= 0; i--) {
                String body = "x\r\n".repeat(random.nextInt(40));
                String next = random.nextInt(4) == 0 ? "ping" : message("Content-Length: " + body.length(), body);
                expected.add(next);
                stream.append(next.equals("ping") ? "\r\n\r\n" : next);
            }
            byte[] bytes = stream.toString().getBytes(StandardCharsets.UTF_8);
            for (int at = 0; at < bytes.length; ) {
                int part = Math.min(bytes.length - at, 1 + random.nextInt(1 + random.nextInt(200)));
                framer.feed(Unpooled.wrappedBuffer(bytes, at, part), sink);
                at += part;
            }
            assertEquals(expected, found, "seed " + seed + ", round " + round);
        }
    }

    @Test
    void aSingleLineBreakIsNoPing() throws FramingException {
        feed("\r\n" + message("l: 0", ""));
        feed("\r\n");
        feed(message("l: 0", ""));
        assertEquals(2, found.size());
        assertTrue(found.stream().noneMatch("ping"::equals));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: x",
                "Content-Length:",
                "Content-Length: -1",
                "l: 99999999999999999999",
                "l: 262145",
                "l: 0\r\nContent-Length: 0",
                "l: 1 2"
            })
    void aLengthThatCannotBeEndsTheStream(String header) {
        assertThrows(FramingException.class, () -> feed(message(header, "")));
    }

    @Test
    void aHeadWithoutEndEndsTheStreamBeforeItFillsTheMemory() {
        assertThrows(FramingException.class, () -> {
            for (int i = 0; i < 1000; i++) {
                feed("X: " + "y".repeat(1000) + "\r\n");
            }
        });
    }

    @Test
    void theLargestMessageIsTakenAndALargerOneIsNot() throws FramingException {
        String head = message("l: 262000", "");
        int room = MessageFramer.LONGEST_MESSAGE - head.length();
        String largest = message("l: " + room, "x".repeat(room));
        feed(largest);
        assertEquals(List.of(largest), found);
        assertThrows(FramingException.class, () -> feed(message("l: " + (room + 1), "")));
    }
}
