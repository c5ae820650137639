package org.outpub.publish.sip.jain;

import gov.nist.javax.sip.message.SIPResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.outpub.publish.sip.SipAnswer;
import org.outpub.publish.sip.SipAnswer.Challenge;

/** Reads what the agent needs out of a response. */
final class Answers {
    private static final long MAX_DELTA_SECONDS = 0xFFFF_FFFFL;

    private Answers() {}

    static SipAnswer read(SIPResponse response) {
        Map<String, List<String>> headers = Messages.headers(response);
        return new SipAnswer(
                response.getStatusCode(),
                response.getReasonPhrase() == null ? "" : response.getReasonPhrase(),
                first(headers, "sip-etag"),
                seconds(first(headers, "expires")),
                seconds(first(headers, "min-expires")),
                seconds(first(headers, "retry-after")),
                challenges(headers),
                headers.getOrDefault("allow-events", List.of()).stream()
                        .flatMap(value -> Stream.of(value.split("\\s*,\\s*")))
                        .toList());
    }

    private static @org.jspecify.annotations.Nullable String first(Map<String, List<String>> headers, String name) {
        List<String> values = headers.get(name);
        return values == null ? null : values.get(0);
    }

    /** The number at the beginning; a comment or parameters may follow (RFC 3261 §20.33). */
    private static OptionalLong seconds(@org.jspecify.annotations.Nullable String value) {
        int digits = 0;
        while (value != null && digits < value.length() && Character.isDigit(value.charAt(digits))) {
            digits++;
        }
        if (value == null || digits == 0 || digits > 18) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Math.min(Long.parseLong(value.substring(0, digits)), MAX_DELTA_SECONDS));
    }

    private static List<Challenge> challenges(Map<String, List<String>> headers) {
        List<Challenge> challenges = new ArrayList<>();
        headers.getOrDefault("www-authenticate", List.of())
                .forEach(value -> challenges.add(new Challenge(false, value)));
        headers.getOrDefault("proxy-authenticate", List.of())
                .forEach(value -> challenges.add(new Challenge(true, value)));
        return challenges;
    }
}
