package org.outpub.publish.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.delivery.digest.Challenge;

/** Requests under way, and answers of all kinds to them. */
class BranchesTest {
    /** Whoever asks it has not matched the branch, or met a usual answer. */
    private static final FullParser NOT_ASKED = head -> {
        throw new AssertionError("the full parser was asked");
    };

    private final Answers answers = new Answers(NOT_ASKED);
    private final WireRequest request = answers.open();

    private SipAnswer read(String text) {
        answers.receive(text);
        assertEquals(1, answers.finals.size(), text);
        return answers.finals.get(0);
    }

    private String ok(String... rows) {
        return Answers.answer(request, "200 OK", rows);
    }

    @Test
    void aUsualAnswerIsReadInPlace() {
        SipAnswer answer = read(ok("SIP-ETag: tag", "Expires: 60"));
        assertEquals("tag", answer.entityTag());
        assertEquals(OptionalLong.of(60), answer.expiresSeconds());
        assertEquals("OK", answer.reason());
    }

    @Test
    void aSlotIsUsedAgainAndItsFormerBranchIsAStranger() {
        String late = ok("SIP-ETag: late");
        answers.branches.close(request);
        WireRequest next = answers.open();
        assertEquals(request.branch().slot(), next.branch().slot());
        answers.receive(late);
        assertEquals(1, answers.branches.dropped().answers());
        answers.receive(Answers.answer(next, "200 OK"));
        assertEquals(1, answers.finals.size());
    }

    @Test
    void closingTwiceClosesNobodyElse() {
        answers.branches.close(request);
        WireRequest next = answers.open();
        answers.branches.close(request);
        answers.receive(Answers.answer(next, "200 OK"));
        assertEquals(1, answers.finals.size());
    }

    @Test
    void manyRequestsComeAndGoInAnyOrder() {
        Random random = new Random(20261126);
        List<WireRequest> open = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (open.isEmpty() || random.nextInt(5) < 3) {
                open.add(answers.open());
            } else {
                WireRequest ending = open.remove(random.nextInt(open.size()));
                int before = answers.finals.size();
                answers.receive(Answers.answer(ending, "200 OK"));
                assertEquals(before + 1, answers.finals.size());
                answers.branches.close(ending);
                answers.receive(Answers.answer(ending, "200 OK"));
                assertEquals(before + 1, answers.finals.size());
            }
        }
        List<WireRequest> seen = new ArrayList<>();
        answers.branches.forEach(seen::add);
        assertEquals(open.size() + 1, seen.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SIP/2.0/UDP 192.0.2.7:5060",
                "SIP/2.0/UDP 192.0.2.7:5060;branch=",
                "SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK",
                "SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bKffffffff00000000000000000000000f",
                "SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK00000001000000000000000000000000",
                "SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK00000000000000000000000000000000",
                "SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK0000000000000000000000000000000g",
                "SIP/2.0/UDP \"192.0.2.7:5060;branch=",
                ";;;;=;,;",
                ""
            })
    void aStrangersAnswerCostsALookAtItsBranchAndNothingElse(String via) {
        answers.receive(ok("From: also parsed never").replace(Answers.via(request), via));
        assertEquals(1, answers.branches.dropped().answers());
        assertTrue(answers.finals.isEmpty());
    }

    private static Stream<List<String>> odd() {
        return Stream.of(
                List.of("SIP/2.0 200 OK", "sip/2.0 200 OK"),
                List.of("SIP/2.0 200 OK", "Sip/2.0  200  OK"),
                List.of("SIP/2.0 200 OK", "SIP/2.0 200"),
                List.of("SIP/2.0 200 OK", "\r\n\r\nSIP/2.0 200 "),
                List.of("Via:", "VIA  :"),
                List.of("Via:", "v:\r\n\t"),
                List.of(";branch", "\r\n ; x=\"a;b\"\r\n\t;BRANCH "),
                List.of("UDP ", "UDP\t  "),
                List.of("From: <", "From: \"a <b> \\\" ;tag=no\" <"),
                List.of("From: <", "f:a b <"),
                List.of("<sip:desk@example.org>;tag=from1", "sip:desk@example.org;x;tag=from1;y=z"),
                List.of(";tag=from1", " ; x=\"a;tag=b\" ; TAG = from1 ; z"),
                List.of("Call-ID: ", "i:\r\n    "),
                List.of("CSeq: 17 PUBLISH", "cseq:\t017 \t PUBLISH"),
                List.of("Content-Length: 0", "l\t:\r\n 00"),
                List.of("\r\nContent-Length: 0", ""),
                List.of("\r\nContent-Length: 0\r\n\r\n", ""),
                List.of("\r\n", "\n"),
                List.of("To: <sip:desk@example.org>;tag=esc\r\n", ""),
                List.of("SIP-ETag: tag", "X\u0001: y\u0000\r\nSIP-ETag: tag\r\nSIP-ETag: other"));
    }

    @ParameterizedTest
    @MethodSource("odd")
    void oddWordingIsUnderstoodAllTheSame(List<String> change) {
        Answers withParser = new Answers(new org.outpub.publish.wire.jain.JainParser());
        WireRequest asked = withParser.open();
        String text = Answers.answer(asked, "200 OK", "SIP-ETag: tag");
        String changed = text.replace(change.get(0), change.get(1));
        assertTrue(!changed.equals(text) || change.get(0).equals("SIP-ETag: tag"), changed);
        withParser.receive(changed);
        assertEquals(1, withParser.finals.size(), changed);
        assertEquals("tag", withParser.finals.get(0).entityTag(), changed);
    }

    private static Stream<List<String>> refused() {
        return Stream.of(
                List.of("SIP/2.0 200 OK", "SIP/2.0 99 x"),
                List.of("SIP/2.0 200 OK", "SIP/2.0 700 x"),
                List.of("SIP/2.0 200 OK", "SIP/2.0 2000 x"),
                List.of("SIP/2.0 200 OK", "SIP/3.0 200 OK"),
                List.of("SIP/2.0 200 OK", "SIP/2.0200 OK"),
                List.of("Content-Length: 0", "Content-Length: x"),
                List.of("Content-Length: 0", "Content-Length: -1"),
                List.of("Content-Length: 0", "Content-Length: 1"),
                List.of("Content-Length: 0", "Content-Length: 99999999999999999999"),
                List.of("Call-ID: call", "Call-ID: \u0001call"),
                List.of("From:", "From: \u007f"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatCannotBeIsDroppedAndCounted(List<String> change) {
        answers.receive(ok().replace(change.get(0), change.get(1)));
        assertEquals(1, answers.branches.dropped().answers());
        assertTrue(answers.finals.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\u0001", "\"a\"", "\u00e4", "a;b", "a,b", "", "a\u007f", "<a>"})
    void anEntityTagThatIsNoTokenIsNone(String tag) {
        assertNull(read(ok("SIP-ETag: " + tag)).entityTag());
    }

    @Test
    void anEntityTagIsNoLongerThanAHeaderShouldBe() {
        assertNull(read(ok("SIP-ETag: " + "a".repeat(1025))).entityTag());
    }

    @Test
    void aReasonIsCleanedAndShortened() {
        String escape = "No\u001b[2J\u0007 \u0085\u202e\u2028" + "x".repeat(1000);
        String reason = read(Answers.answer(request, "403 " + escape)).reason();
        assertTrue(reason.startsWith("No [2J"), reason);
        assertTrue(reason.length() <= 120 && reason.chars().noneMatch(Character::isISOControl), reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonce", "opaque"})
    void aChallengeWithAControlCharacterIsNone(String parameter) {
        SipAnswer answer = read(Answers.answer(
                request,
                "401 Unauthorized",
                "WWW-Authenticate: Digest realm=\"a\", " + parameter + "=\"b\u0001\"",
                "WWW-Authenticate: Digest realm=\"c\", nonce=\"d\""));
        assertEquals(List.of(new Challenge(false, "Digest realm=\"c\", nonce=\"d\"")), answer.challenges());
    }

    @Test
    void nextNoncesWithControlCharactersAreNone() {
        assertTrue(read(ok("Authentication-Info: nextnonce=\"\u0001\""))
                .confirmations()
                .isEmpty());
    }

    @Test
    void ofTwelveHundredRealmsNoAnswerComes() {
        String[] rows = Collections.nCopies(1200, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"")
                .toArray(String[]::new);
        answers.receive(Answers.answer(request, "401 Unauthorized", rows));
        assertEquals(1, answers.branches.dropped().answers());
    }

    @Test
    void noMoreThanSixteenChallengesAreRead() {
        String one = "Digest realm=\"r\", nonce=\"n\"";
        SipAnswer answer = read(Answers.answer(
                request,
                "401 Unauthorized",
                "WWW-Authenticate: " + String.join(", ", Collections.nCopies(50, one)),
                "Proxy-Authenticate: " + one));
        assertEquals(Collections.nCopies(16, new Challenge(false, one)), answer.challenges());
    }

    @Test
    void challengesComeInTheOrderOfTheMessage() {
        SipAnswer answer = read(Answers.answer(
                request,
                "401 Unauthorized",
                "Proxy-Authenticate: Digest realm=\"1, Basic x=\\\"\",nonce=\"a\" , Basic realm=2",
                "WWW-Authenticate: Digest realm=\"3\",qop=\"auth, auth-int\"",
                "Proxy-Authenticate:"));
        assertEquals(
                List.of(
                        new Challenge(true, "Digest realm=\"1, Basic x=\\\"\",nonce=\"a\""),
                        new Challenge(true, "Basic realm=2"),
                        new Challenge(false, "Digest realm=\"3\",qop=\"auth, auth-int\"")),
                answer.challenges());
    }

    @Test
    void contactsThatCannotBeUsedAreLeftOut() {
        SipAnswer answer = read(Answers.answer(
                request,
                "302 Moved",
                "Contact: <sip:h;maddr=[fe80::1%x]>,\"a\" <sip:b@c>;q=0.5, tel:1",
                "m: <sip:" + " ".repeat(14_000) + "x@y>"));
        assertTrue(answer.contacts().stream()
                .anyMatch(contact -> contact.uri().toString().equals("sip:b@c") && contact.permille() == 500));
        assertTrue(answer.contacts().size() <= 2);
    }

    @Test
    void aProvisionalAnswerIsToldAsOne() {
        answers.receive(Answers.answer(request, "100 Trying"));
        assertEquals(1, answers.provisionals);
        assertTrue(answers.finals.isEmpty());
    }

    @Test
    void afterTheEndOfARequestItsWayTellsItNothing() {
        answers.branches.close(request);
        request.fail("too late");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIP/2.0 200 OK", "sip/2.0 200 OK", "\r\n\r\nSIP/2.0 200 OK"})
    void aResponseIsKnownByItsBeginning(String text) {
        assertTrue(Branches.isResponse(Answers.buffer(text)));
        assertTrue(!Branches.isResponse(Answers.buffer("OPTIONS sip:a SIP/2.0")));
        assertTrue(!Branches.isResponse(Answers.buffer("\r\n")));
        assertTrue(!Branches.isResponse(Answers.buffer("SIPS")));
    }
}
