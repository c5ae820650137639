package org.outpub.publish.control;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.outpub.api.state.PbxState;

/**
 * What a coverage-guided fuzzer calls with requests to the control interface that it invents ({@code docs/security.md}):
 * each is refused or does what its path says; every answer is clean, and quotes no more than a line.
 */
public final class HttpFuzz {
    private static final Bounds BOUNDS = Bounds.STANDARD;
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private HttpFuzz() {}

    /**
     * Reads requests and answers them.
     *
     * @param input any bytes
     */
    public static void fuzzerTestOneInput(byte[] input) {
        HttpDecoderConfig decoding =
                new HttpDecoderConfig().setMaxInitialLineLength(BOUNDS.line()).setMaxHeaderSize(BOUNDS.head());
        EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder(decoding));
        StateRoutes states = new StateRoutes(new PbxState());
        channel.writeInbound(Unpooled.wrappedBuffer(input));
        HttpRequest head = null;
        while (true) {
            Object part = channel.readInbound();
            if (part == null) {
                break;
            }
            if (part instanceof HttpRequest request) {
                head = request;
            }
            if (head != null && part instanceof HttpContent content) {
                answer(states, head, content.content());
            }
            ReferenceCountUtil.release(part);
        }
        channel.finishAndReleaseAll();
    }

    private static void answer(StateRoutes states, HttpRequest head, ByteBuf body) {
        if (head.decoderResult().isFailure()) {
            sound(HttpHead.unreadable(head.decoderResult().cause()));
            return;
        }
        Optional<Reply> refusal =
                HttpHead.flaw(head, BOUNDS.body()).or(() -> new Access(Optional.empty()).refusal(head.headers(), HERE));
        sound(new Access(Optional.of("token")).refusal(head.headers(), HERE).orElse(Reply.error(200, "")));
        if (refusal.isPresent()) {
            sound(refusal.get());
            return;
        }
        Request request = HttpHead.withBody(head, ByteBufUtil.getBytes(body));
        List<String> rest = request.path().subList(1, request.path().size());
        for (Reply reply : List.of(
                states.devices(request, rest), states.mailboxes(request, rest), states.extensions(request, rest))) {
            sound(reply);
        }
    }

    private static void sound(Reply reply) {
        String text = new String(reply.body(), StandardCharsets.UTF_8);
        check(reply.status() >= 200 && reply.status() < 506, reply.status() + " " + text);
        check(text.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n'), text);
        check(reply.status() < 400 || text.length() < 8_000, "an error of " + text.length());
        reply.headers().forEach((name, value) -> check(value.chars().noneMatch(Character::isISOControl), value));
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
