package org.outpub.publish.control;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.outpub.api.config.Excerpt;

/** Reads what stands before a request's body. Pure. */
final class HttpHead {
    private static final List<CharSequence> ONCE =
            List.of(HttpHeaderNames.HOST, HttpHeaderNames.AUTHORIZATION, HttpHeaderNames.CONTENT_TYPE);

    private HttpHead() {}

    /** Why a head is refused that cannot be read. */
    static Reply unreadable(Throwable why) {
        if (why instanceof TooLongHttpLineException) {
            return Reply.error(414, "the request line is too long");
        }
        return why instanceof TooLongFrameException
                ? Reply.error(431, "the headers are too long")
                : Reply.error(400, "that is not HTTP");
    }

    /** Why a head is refused, whoever sent it; empty if it is not. */
    static Optional<Reply> flaw(HttpRequest head, int mostBody) {
        HttpVersion version = head.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return Optional.of(Reply.error(505, "expected HTTP/1.1"));
        }
        for (Map.Entry<String, String> header : head.headers()) {
            if (header.getValue().chars().anyMatch(HttpHead::isForbidden)) {
                return Optional.of(Reply.error(
                        400, "the header " + Excerpt.quoted(header.getKey()) + " holds a control character"));
            }
        }
        for (CharSequence name : ONCE) {
            if (head.headers().getAll(name).size() > 1) {
                return Optional.of(Reply.error(400, "the header " + name + " is there twice"));
            }
        }
        if (path(head).isEmpty()) {
            return Optional.of(Reply.error(400, "expected a path, such as /publications"));
        }
        String expect = head.headers().get(HttpHeaderNames.EXPECT);
        if (expect != null && !HttpUtil.is100ContinueExpected(head)) {
            return Optional.of(Reply.error(417, "expected Expect: 100-continue, or none"));
        }
        return HttpUtil.getContentLength(head, 0L) > mostBody ? Optional.of(tooLarge(mostBody)) : Optional.empty();
    }

    static Reply tooLarge(int mostBody) {
        return Reply.error(413, "a body may have " + mostBody + " bytes");
    }

    /** The request, whose head has no flaw, with its body. */
    static Request withBody(HttpRequest head, byte[] body) {
        boolean bodiless = head.method().equals(HttpMethod.HEAD);
        return new Request(
                bodiless ? "GET" : head.method().name(),
                path(head).orElseThrow(),
                Optional.ofNullable(head.headers().get(HttpHeaderNames.CONTENT_TYPE)),
                body);
    }

    /** The path's segments, decoded, without a query; empty if it is not a path. Plus signs are no blanks in it. */
    private static Optional<List<String>> path(HttpRequest head) {
        try {
            String path = new URI(head.uri()).getRawPath();
            if (path == null || !path.startsWith("/")) {
                return Optional.empty();
            }
            List<String> segments = Arrays.stream(path.substring(1).split("/", -1))
                    .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .toList();
            boolean clean = segments.stream().allMatch(HttpHead::isClean);
            return clean ? Optional.of(segments) : Optional.empty();
        } catch (URISyntaxException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** Bytes that are not UTF-8 have been decoded to the replacement character. */
    private static boolean isClean(String segment) {
        return segment.indexOf('\uFFFD') < 0 && segment.chars().noneMatch(Character::isISOControl);
    }

    /** In a header's value (RFC 9110 §5.5); bytes above are those of UTF-8. */
    private static boolean isForbidden(int c) {
        return c < ' ' && c != '\t' || c == 0x7F;
    }
}
