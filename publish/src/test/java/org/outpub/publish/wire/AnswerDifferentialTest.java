package org.outpub.publish.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gov.nist.core.CommonLogger;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import javax.sip.header.ExpiresHeader;
import javax.sip.header.MinExpiresHeader;
import javax.sip.header.RetryAfterHeader;
import javax.sip.header.SIPETagHeader;
import org.junit.jupiter.api.Test;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.wire.AnswerMatch.Verdict;
import org.outpub.publish.wire.FullParser.AnswerIdentity;
import org.outpub.publish.wire.jain.JainParser;

/**
 * The reader in place against the SIP library's parser: what both can read they read alike, over messages that are worded
 * in all the ways the grammar has, and over damaged ones.
 */
class AnswerDifferentialTest {
    private static final int WORDED = 20_000;
    private static final int DAMAGED = 20_000;
    private static final Pattern LONE_RETURN = Pattern.compile("\r(?!\n)");
    private static final Pattern BRANCH = Pattern.compile(";\\s*branch");
    private static final Pattern VIA = Pattern.compile("(?im)^v(ia)?[ \t]*:");
    private final long seed = Long.getLong("outpub.fuzz.seed", 20261126L);
    private final Random random = new Random(seed);
    private final JainParser library = new JainParser();
    private final Answers answers = new Answers(library);
    private final WireRequest request = answers.open();
    private final MessageHead head = new MessageHead();

    @SafeVarargs
    private <T> T any(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String blanks() {
        return any("", "", "", " ", "\t", "  ", "\r\n ", " \r\n\t");
    }

    private String row(String name, String compact, String value) {
        String written = any(name, name, name.toLowerCase(), name.toUpperCase(), compact);
        return written + any("", "", " ", "\t") + ":" + blanks() + value + any("", "", " ");
    }

    private String via() {
        String sentBy = any("192.0.2.7:5060", "192.0.2.7:5060", "192.0.2.7:5060", "192.0.2.7", "192.0.2.8:5060");
        List<String> parameters = new ArrayList<>(List.of(
                "rport" + any("", "=1", " = 22"),
                any("received=192.0.2.9", "ttl=1", "maddr=192.0.2.1", "x=y"),
                any("branch", "branch", "BRANCH", "Branch")
                        + any("=", "=", " = ")
                        + any(request.branchText(), request.branchText(), "z9hG4bKother")));
        Collections.shuffle(parameters, random);
        StringBuilder via =
                new StringBuilder(any("SIP/2.0/UDP", "SIP/2.0/UDP", "SIP/2.0/TCP") + any(" ", "  ", "\t") + sentBy);
        parameters.forEach(
                parameter -> via.append(blanks()).append(';').append(blanks()).append(parameter));
        return via.toString();
    }

    private String from() {
        String display = any("", "", "Desk ", "\"Desk\" ", "\"a \\\" <b> ;tag=x, c\" ", "Desk of Ann ");
        String address =
                any("<sip:desk@example.org>", "<sip:desk@example.org;tag=inner>", "<sips:a@[2001:db8::1]:5061>");
        String bare = any(display + address, display + address, "sip:desk@example.org");
        return bare + blanks() + any("", ";x=y", ";z") + ";" + blanks() + any("tag", "tag", "Tag") + any("=", " = ")
                + any("from1", "from1", "from1", "from2");
    }

    private String worded() {
        List<String> rows = new ArrayList<>(List.of(
                row("Via", "v", via()),
                row("From", "f", from()),
                row("To", "t", "<sip:desk@example.org>;tag=esc"),
                row("Call-ID", "i", any("call-1@here", "call-1@here", "call-1@here", "call-1@HERE")),
                row(
                        "CSeq",
                        "CSeq",
                        any("17", "17", "0017", "18") + any(" ", "  ", "\t") + any("PUBLISH", "PUBLISH", "NOTIFY")),
                row("SIP-ETag", "SIP-ETag", any("a", "W.!%*_+`'~t", "0123456789abcdef")),
                row("Expires", "Expires", any("0", "60", "3600", "2147483647")),
                row("Min-Expires", "Min-Expires", any("1", "90")),
                row("Retry-After", "Retry-After", any("5", "60;duration=3", "18000 (in a while)")),
                row("Subject", "s", any("x: y", "Via: no", "\u00e4\u00f6\u00fc"))));
        Collections.shuffle(rows, random);
        if (random.nextInt(8) == 0) {
            rows.add(random.nextInt(rows.size()), row("Via", "v", via()));
        }
        return "SIP/2.0 " + any("200 OK", "423 Interval Too Brief", "503 Away") + "\r\n" + String.join("\r\n", rows)
                + "\r\n\r\n";
    }

    private String damaged(String text) {
        StringBuilder damaged = new StringBuilder(text);
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(damaged.length() + 1);
            int end = Math.min(damaged.length(), at + random.nextInt(8));
            switch (random.nextInt(3)) {
                case 0 -> damaged.delete(at, end);
                case 1 ->
                    damaged.insert(
                            at, any(" ", "\t", ";", ",", "=", ":", "\"", "<", ">", "\\", "(", ")", "a", "7", "/", "@"));
                default -> damaged.insert(at, damaged.substring(at, end));
            }
        }
        return damaged.toString();
    }

    /** What the reader in place says, the branch included; null if it never gets so far. */
    private Verdict inPlace(byte[] bytes) {
        head.begin(bytes, 0, bytes.length);
        if (!head.readTo(Field.VIA)) {
            return Verdict.NO;
        }
        int branch = AnswerMatch.branch(head);
        boolean ours = branch >= 0
                && Branch.slot(head.bytes(), branch) == request.branch().slot()
                && request.branch().isAt(head.bytes(), branch);
        if (!ours || head.readAll() != MessageHead.End.COMPLETE) {
            return Verdict.NO;
        }
        return AnswerMatch.read(head, request);
    }

    @Test
    void answersInAllWordingsAreMatchedAlike() {
        int yes = 0;
        int unsure = 0;
        for (int i = 0; i < WORDED; i++) {
            String text = worded();
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            Verdict verdict = inPlace(bytes);
            AnswerIdentity identity = library.identify(bytes);
            boolean library = AnswerMatch.isTo(request, identity);
            yes += verdict == Verdict.YES ? 1 : 0;
            unsure += verdict == Verdict.UNSURE ? 1 : 0;
            if (verdict != Verdict.UNSURE) {
                int number = i;
                assertEquals(
                        library,
                        verdict == Verdict.YES,
                        () -> "seed " + seed + " case " + number + " " + identity + "\n" + text);
            }
        }
        assertTrue(yes > WORDED / 20, yes + " of " + WORDED);
        assertTrue(unsure < WORDED / 10, unsure + " of " + WORDED);
    }

    @Test
    void damagedAnswersAreMatchedAlikeWhereTheLibraryCanReadThem() {
        int read = 0;
        for (int i = 0; i < DAMAGED; i++) {
            String text = damaged(Answers.answer(request, "200 OK", "SIP-ETag: tag", "Expires: 60"));
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            Verdict verdict = inPlace(bytes);
            AnswerIdentity identity = library.identify(bytes);
            // A header with a control character is none for us; a Via that it cannot read is none for the library; of
            // two
            // branches in one Via it takes the last.
            boolean stricter = LONE_RETURN.matcher(text).find()
                    || VIA.matcher(text).results().count() > 1
                    || BRANCH.matcher(text).results().count() > 1;
            if (identity != null && verdict != Verdict.UNSURE && !stricter) {
                read++;
                int number = i;
                assertEquals(
                        AnswerMatch.isTo(request, identity),
                        verdict == Verdict.YES,
                        () -> "seed " + seed + " case " + number + " " + identity + "\n" + text);
            }
        }
        assertTrue(read > DAMAGED / 3, read + " of " + DAMAGED);
    }

    @Test
    void valuesAreReadAlike() throws ParseException {
        if (CommonLogger.legacyLogger == null) {
            CommonLogger.legacyLogger = new org.outpub.publish.wire.jain.StackLog();
        }
        for (int i = 0; i < WORDED / 4; i++) {
            String text = worded();
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            head.begin(bytes, 0, bytes.length);
            assertEquals(MessageHead.End.COMPLETE, head.readAll());
            SipAnswer ours = new AnswerReader().read(head.status(), head);
            SIPResponse theirs = (SIPResponse) new StringMsgParser().parseSIPMessage(bytes, false, false, null);
            String which = "seed " + seed + " case " + i + "\n" + text;
            assertEquals(theirs.getStatusCode(), ours.status(), which);
            assertEquals(theirs.getReasonPhrase().strip(), ours.reason(), which);
            assertEquals(((SIPETagHeader) theirs.getHeader("SIP-ETag")).getETag(), ours.entityTag(), which);
            assertEquals(
                    ((ExpiresHeader) theirs.getHeader("Expires")).getExpires(),
                    ours.expiresSeconds().orElseThrow(),
                    which);
            assertEquals(
                    ((MinExpiresHeader) theirs.getHeader("Min-Expires")).getExpires(),
                    ours.minExpiresSeconds().orElseThrow(),
                    which);
            assertEquals(
                    ((RetryAfterHeader) theirs.getHeader("Retry-After")).getRetryAfter(),
                    ours.retryAfterSeconds().orElseThrow(),
                    which);
        }
    }
}
