package org.outpub.publish.sip.jain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.delivery.digest.Challenge;
import org.outpub.publish.delivery.digest.Confirmation;

/** Reads final answers from their heads. Pure. */
final class AnswerReader {
    private static final long LARGEST_DELTA = 0xFFFF_FFFFL;
    private static final Pattern LEADING_NUMBER = Pattern.compile("([0-9]{1,18})(?=$|[\\s;(])");
    /** A scheme begins a challenge: a word that another one follows without an equals sign between them. */
    private static final Pattern NEXT_CHALLENGE = Pattern.compile("\\s*[A-Za-z][A-Za-z0-9-]*\\s+[A-Za-z0-9_-]+\\s*=.*");

    private AnswerReader() {}

    /**
     * Reads an answer.
     *
     * @param status 200 to 699
     * @param reason the reason phrase
     * @param head as written
     * @return the answer
     */
    static SipAnswer read(int status, @Nullable String reason, MessageHead head) {
        return new SipAnswer(
                status,
                reason == null ? "" : reason,
                head.first("sip-etag").filter(tag -> !tag.isEmpty()).orElse(null),
                seconds(head, "expires"),
                seconds(head, "min-expires"),
                seconds(head, "retry-after"),
                challenges(head),
                allowEvents(head),
                status / 100 == 3 ? ContactReader.read(head) : List.of(),
                confirmations(head));
    }

    private static OptionalLong seconds(MessageHead head, String name) {
        Matcher number = LEADING_NUMBER.matcher(head.first(name).orElse(""));
        if (!number.lookingAt()) {
            return OptionalLong.empty();
        }
        long value = Long.parseLong(number.group(1));
        return value <= LARGEST_DELTA ? OptionalLong.of(value) : OptionalLong.empty();
    }

    private static List<String> allowEvents(MessageHead head) {
        return head.all("allow-events").stream()
                .flatMap(row -> splitAtCommas(row).stream())
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static List<Challenge> challenges(MessageHead head) {
        List<Challenge> challenges = new ArrayList<>();
        for (Map.Entry<String, List<String>> rows : head.headers().entrySet()) {
            boolean proxy = rows.getKey().equals("proxy-authenticate");
            if (proxy || rows.getKey().equals("www-authenticate")) {
                rows.getValue()
                        .forEach(row ->
                                splitChallenges(row).forEach(value -> challenges.add(new Challenge(proxy, value))));
            }
        }
        return challenges;
    }

    private static List<Confirmation> confirmations(MessageHead head) {
        List<Confirmation> confirmations = new ArrayList<>();
        head.all("authentication-info").forEach(value -> confirmations.add(new Confirmation(false, value)));
        head.all("proxy-authentication-info").forEach(value -> confirmations.add(new Confirmation(true, value)));
        return confirmations;
    }

    /** RFC 3261 §7.3.1 forbids several challenges on one row; some peers do it. */
    private static List<String> splitChallenges(String row) {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        for (String part : splitAtCommas(row)) {
            if (value.length() > 0 && NEXT_CHALLENGE.matcher(part).matches()) {
                values.add(value.toString().strip());
                value.setLength(0);
            }
            value.append(value.length() == 0 ? "" : ",").append(part);
        }
        values.add(value.toString().strip());
        return values;
    }

    /** Splits a row of several values; commas in quotes and in angle brackets do not count. */
    static List<String> splitAtCommas(String row) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        boolean bracketed = false;
        int start = 0;
        for (int i = 0; i < row.length(); i++) {
            char c = row.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '<' || c == '>')) {
                bracketed = c == '<';
            } else if (c == ',' && !quoted && !bracketed) {
                parts.add(row.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(row.substring(start));
        return parts;
    }
}
