package org.outpub.publish.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.delivery.Contact;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.delivery.digest.Challenge;
import org.outpub.publish.delivery.digest.Confirmation;

/**
 * Reads final answers from their heads, each value by its grammar, in one pass and with a bound. What a usual answer does
 * not hold costs nothing. Confined to the loop.
 */
final class AnswerReader {
    /** Of challenges, confirmations and contacts each. */
    static final int MOST_VALUES = 16;

    private static final System.Logger LOG = System.getLogger(AnswerReader.class.getName());
    private static final int MOST_EVENTS = 64;
    private static final int LONGEST_REASON = 120;
    private static final int LONGEST_ENTITY_TAG = 1024;

    /** Most answers grant what the one before did. */
    private OptionalLong lastGrant = OptionalLong.of(0);

    /**
     * Reads an answer.
     *
     * @param status 200 to 699
     * @param head of a response, read to its end
     * @return the answer
     */
    SipAnswer read(int status, MessageHead head) {
        return new SipAnswer(
                status,
                reason(head),
                entityTag(head),
                grant(head),
                seconds(head, Field.MIN_EXPIRES),
                seconds(head, Field.RETRY_AFTER),
                challenges(head),
                allowEvents(head),
                status / 100 == 3 ? contacts(head) : List.of(),
                confirmations(head));
    }

    private static String reason(MessageHead head) {
        int from = head.reason();
        int to = head.startLineEnd();
        if (Ascii.equals(head.bytes(), from, to, "OK")) {
            return "OK";
        }
        int length = Math.max(0, Math.min(to - from, 4 * LONGEST_REASON));
        return cleaned(new String(head.bytes(), from, length, StandardCharsets.UTF_8));
    }

    /** Without what would take a terminal or a log over, and no longer than fits a line. */
    private static String cleaned(String text) {
        StringBuilder cleaned = new StringBuilder(text.length());
        text.codePoints()
                .limit(LONGEST_REASON)
                .forEach(c -> cleaned.appendCodePoint(
                        switch (Character.getType(c)) {
                            case Character.CONTROL,
                                    Character.FORMAT,
                                    Character.LINE_SEPARATOR,
                                    Character.PARAGRAPH_SEPARATOR -> ' ';
                            default -> c;
                        }));
        return cleaned.toString().strip();
    }

    /** A token (RFC 3903 §11.3.1); it goes back to the server in a header of ours. */
    private static @Nullable String entityTag(MessageHead head) {
        int row = head.first(Field.SIP_ETAG);
        if (row < 0) {
            return null;
        }
        int from = head.from(row);
        int length = head.to(row) - from;
        if (length > LONGEST_ENTITY_TAG || !Ascii.isToken(head.bytes(), from, from + length)) {
            LOG.log(System.Logger.Level.DEBUG, "An answer''s SIP-ETag is no token; it is taken for absent");
            return null;
        }
        return new String(head.bytes(), from, length, StandardCharsets.ISO_8859_1);
    }

    /** The number that a value begins with; a comment or parameters may follow. -1 for none. */
    private static long number(MessageHead head, Field field) {
        int row = head.first(field);
        if (row < 0) {
            return -1;
        }
        byte[] bytes = head.bytes();
        int from = head.from(row);
        int end = from;
        while (end < head.to(row) && Ascii.isDigit(bytes[end])) {
            end++;
        }
        boolean framed = end == head.to(row) || Ascii.isBlank(bytes[end]) || bytes[end] == ';' || bytes[end] == '(';
        return framed ? head.number(from, end) : -1;
    }

    private static OptionalLong seconds(MessageHead head, Field field) {
        long number = number(head, field);
        return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private OptionalLong grant(MessageHead head) {
        long number = number(head, Field.EXPIRES);
        if (number < 0) {
            return OptionalLong.empty();
        }
        if (number != lastGrant.orElse(-1)) {
            lastGrant = OptionalLong.of(number);
        }
        return lastGrant;
    }

    private static List<Challenge> challenges(MessageHead head) {
        if (head.first(Field.WWW_AUTHENTICATE) < 0 && head.first(Field.PROXY_AUTHENTICATE) < 0) {
            return List.of();
        }
        List<Challenge> challenges = new ArrayList<>();
        for (int row = 0; row < head.rows() && challenges.size() < MOST_VALUES; row++) {
            boolean proxy = head.field(row) == Field.PROXY_AUTHENTICATE;
            if (proxy || head.field(row) == Field.WWW_AUTHENTICATE) {
                for (String value : ChallengeRow.split(head.text(row), MOST_VALUES - challenges.size())) {
                    challenges.add(new Challenge(proxy, value));
                }
            }
        }
        return challenges;
    }

    private static List<Confirmation> confirmations(MessageHead head) {
        if (head.first(Field.AUTHENTICATION_INFO) < 0 && head.first(Field.PROXY_AUTHENTICATION_INFO) < 0) {
            return List.of();
        }
        List<Confirmation> confirmations = new ArrayList<>();
        for (int row = 0; row < head.rows() && confirmations.size() < MOST_VALUES; row++) {
            boolean proxy = head.field(row) == Field.PROXY_AUTHENTICATION_INFO;
            if (proxy || head.field(row) == Field.AUTHENTICATION_INFO) {
                confirmations.add(new Confirmation(proxy, head.text(row)));
            }
        }
        return confirmations;
    }

    private static List<String> allowEvents(MessageHead head) {
        if (head.first(Field.ALLOW_EVENTS) < 0) {
            return List.of();
        }
        List<String> events = new ArrayList<>();
        for (int row = 0; row < head.rows(); row++) {
            if (head.field(row) == Field.ALLOW_EVENTS) {
                addTokens(head, row, events);
            }
        }
        return events;
    }

    /** What stands between commas, as far as it is a token. */
    private static void addTokens(MessageHead head, int row, List<String> tokens) {
        byte[] bytes = head.bytes();
        int at = head.from(row);
        int end = head.to(row);
        while (at < end && tokens.size() < MOST_EVENTS) {
            int start = Ascii.skipBlanks(bytes, at, end);
            int stop = Ascii.skipToken(bytes, start, end);
            at = Ascii.skipBlanks(bytes, stop, end);
            if (stop > start && (at == end || bytes[at] == ',')) {
                tokens.add(new String(bytes, start, stop - start, StandardCharsets.ISO_8859_1));
            }
            while (at < end && bytes[at] != ',') {
                at++;
            }
            at++;
        }
    }

    private static List<Contact> contacts(MessageHead head) {
        List<Contact> contacts = new ArrayList<>();
        for (int row = 0; row < head.rows() && contacts.size() < MOST_VALUES; row++) {
            if (head.field(row) == Field.CONTACT) {
                contacts.addAll(ContactReader.read(head.text(row), MOST_VALUES - contacts.size()));
            }
        }
        return contacts;
    }
}
