package org.outpub.publish.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.DigestAlgorithm;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.delivery.digest.DigestSession;
import org.outpub.publish.wire.jain.JainParser;

/** Answers that were damaged on their way, thousands of them. */
class AnswerFuzzTest {
    private static final int CASES = 20_000;
    private static final List<String> PIECES = List.of(
            "\r\n",
            "\n",
            "\r",
            "\r\n\r\n",
            "\r\n ",
            "\t",
            " ",
            ":",
            ";",
            ",",
            "\"",
            "\\",
            "<",
            ">",
            "=",
            "\u0000",
            "\u00e4",
            "\ud83d\ude00",
            "sip:",
            "SIP/2.0 ",
            "Via: ",
            "v:",
            "Content-Length: 99999999999",
            "l: -1",
            "CSeq: 4294967296 PUBLISH",
            "z9hG4bK",
            "[::1]",
            "%00",
            "tag=",
            "Digest ",
            "nonce=",
            "realm=\"",
            "x".repeat(3000));
    private static final List<Auth> AUTHS =
            List.of(new Auth("a", "user", "password", java.util.Map.of(), "*", List.of(DigestAlgorithm.values())));

    private static String damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(damaged.length() + 1);
            int end = Math.min(damaged.length(), at + random.nextInt(12));
            switch (random.nextInt(5)) {
                case 0 -> damaged.delete(at, end);
                case 1 -> damaged.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> damaged.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
                case 3 -> damaged.insert(at, damaged.substring(at, end));
                default -> damaged.insert(at, (char) (1 + random.nextInt(255)));
            }
        }
        if (random.nextInt(10) == 0) {
            damaged.setLength(random.nextInt(damaged.length() + 1));
        }
        return damaged.toString();
    }

    /** Whatever comes first, it is understood or dropped and counted, and the sound answer after it counts. */
    @Test
    void aDamagedAnswerIsUnderstoodOrDroppedAndTheSoundOneAfterItCounts() {
        long seed = Long.getLong("outpub.fuzz.seed", 20261123L);
        Random random = new Random(seed);
        Answers answers = new Answers(new JainParser());
        int understood = 0;
        for (int i = 0; i < CASES; i++) {
            WireRequest request = answers.open();
            String sound = Answers.answer(
                    request,
                    "200 OK",
                    "SIP-ETag: sound",
                    "Expires: 60",
                    "Authentication-Info: nextnonce=\"x\"",
                    "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\", qop=\"auth\"");
            String which = "case " + i + " of seed " + seed;
            long dropped = answers.branches.dropped().answers();
            answers.receive(damaged(sound, random));
            int taken = answers.finals.size() + answers.provisionals;
            assertEquals(1, taken + answers.branches.dropped().answers() - dropped, which);
            understood += taken;
            answers.finals.clear();
            answers.provisionals = 0;
            answers.receive(sound);
            assertEquals("sound", answers.finals.remove(0).entityTag(), which);
            answers.branches.close(request);
        }
        assertTrue(understood > CASES / 20 && understood < CASES, understood + ", seed " + seed);
    }

    /** The readers of heads, answers and challenges are total, and let no control character through. */
    @Test
    void noTextMakesAReaderFail() {
        long seed = Long.getLong("outpub.fuzz.seed", 20261123L);
        Random random = new Random(seed);
        MessageHead head = new MessageHead();
        String sound = String.join(
                "\r\n",
                "SIP/2.0 401 Unauthorized",
                "Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKx",
                "Expires: 60",
                "SIP-ETag: abc",
                "Retry-After: 5 (soon);duration=1",
                "WWW-Authenticate: Digest realm=\"a, b\", nonce=\"n\\\"\", qop=\"auth,auth-int\", stale=true",
                "Proxy-Authenticate: Digest realm=\"c\",nonce=\"d\", Digest realm=\"e\", nonce=\"f\",algorithm=MD5-sess",
                "Authentication-Info: nextnonce=\"g\", cnonce=\"h\", rspauth=\"\"",
                "Contact: \"a\" <sip:b@c>;q=0.5, sip:d@e;expires=1",
                "Allow-Events: presence, dialog",
                "",
                "");
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = damaged(sound, random).getBytes(StandardCharsets.UTF_8);
            head.begin(bytes, 0, bytes.length);
            head.readAll();
            SipAnswer answer = new AnswerReader().read(i % 2 == 0 ? 401 : 302, head);
            assertTrue(answer.toString().chars().noneMatch(Character::isISOControl), "case " + i + " of seed " + seed);
            DigestSession session = DigestSession.none();
            if (session.challenged(answer.challenges(), AUTHS) instanceof DigestSession.Outcome.Answerable answerable) {
                session = answerable.session();
            }
            session.authorize("PUBLISH", "sip:a@b", bytes, () -> "c")
                    .session()
                    .accepted(answer.confirmations())
                    .authorize("PUBLISH", "sip:a@b", Arrays.copyOf(bytes, 3), () -> "d");
        }
    }
}
