package org.outpub.publish.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a coverage-guided fuzzer calls with streams that it invents ({@code docs/security.md}): however a stream is split, it
 * is cut into the same messages, or given up at the same place.
 */
public final class FramerFuzz {
    private FramerFuzz() {}

    /**
     * Feeds a stream at once, byte by byte, and in parts.
     *
     * @param input any bytes
     */
    public static void fuzzerTestOneInput(byte[] input) {
        List<String> whole = cut(input, Math.max(1, input.length));
        AnswerFuzz.check(whole.equals(cut(input, 1)), "byte by byte it is cut otherwise");
        AnswerFuzz.check(whole.equals(cut(input, 7)), "in parts it is cut otherwise");
    }

    private static List<String> cut(byte[] input, int part) {
        List<String> found = new ArrayList<>();
        MessageFramer framer = new MessageFramer(new MessageHead());
        MessageFramer.Sink sink = new MessageFramer.Sink() {
            @Override
            public void message(ByteBuf message) {
                found.add(message.toString(StandardCharsets.ISO_8859_1));
            }

            @Override
            public void ping() {
                found.add("ping");
            }
        };
        try {
            for (int at = 0; at < input.length; at += part) {
                framer.feed(Unpooled.wrappedBuffer(input, at, Math.min(part, input.length - at)), sink);
            }
            found.add(framer.isWithinMessage() ? "more" : "end");
        } catch (MessageFramer.FramingException givenUp) {
            found.add("given up");
        }
        return found;
    }
}
