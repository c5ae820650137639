package org.outpub.publish.delivery.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.DigestAlgorithm;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.delivery.digest.DigestSession.Authorized;
import org.outpub.publish.delivery.digest.DigestSession.Outcome.Answerable;
import org.outpub.publish.delivery.digest.DigestSession.Outcome.Refused;

class DigestTest {
    private static final byte[] NO_BODY = {};
    private static final Auth MUFASA = auth("Mufasa", "Circle of Life", "");

    private static Auth auth(String user, String password, String realm) {
        return new Auth("a", user, password, Map.of(), realm, List.of(DigestAlgorithm.values()));
    }

    private static SipAnswer challenge(int status, String... values) {
        return new SipAnswer(
                status,
                "Unauthorized",
                null,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Arrays.stream(values)
                        .map(value -> new Challenge(status == 407, value))
                        .toList(),
                List.of(),
                List.of(),
                List.of());
    }

    /** A 200 with Authentication-Info rows. */
    private static SipAnswer success(String... infos) {
        return new SipAnswer(
                200,
                "OK",
                null,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                List.of(),
                List.of(),
                List.of(),
                Arrays.stream(infos)
                        .map(value -> new Confirmation(false, value))
                        .toList());
    }

    private static DigestSession answerable(DigestSession session, SipAnswer answer, Auth... auths) {
        return assertInstanceOf(Answerable.class, session.challenged(answer.challenges(), List.of(auths)))
                .session();
    }

    private static String header(DigestSession session, String method, String uri, String cnonce) {
        List<Credential> credentials =
                session.authorize(method, uri, NO_BODY, () -> cnonce).credentials();
        assertEquals(1, credentials.size());
        return credentials.get(0).value();
    }

    private static String parameter(String header, String name) {
        Matcher matcher = Pattern.compile("[ ,]" + name + "=\"?([^\",]*)\"?").matcher(header);
        return matcher.find() ? matcher.group(1) : "";
    }

    @Nested
    class TheExamplesOfTheRfcs {
        private static final String RFC7616 = "realm=\"http-auth@example.org\", qop=\"auth, auth-int\","
                + " nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
                + " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
        private static final String CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

        private String response(String algorithm) {
            SipAnswer answer = challenge(401, "Digest " + RFC7616 + algorithm);
            return parameter(
                    header(answerable(DigestSession.none(), answer, MUFASA), "GET", "/dir/index.html", CNONCE),
                    "response");
        }

        @Test
        void md5OfRfc7616() {
            assertEquals("8ca523f5e9506fed4657c9700eebdbec", response(", algorithm=MD5"));
            assertEquals("8ca523f5e9506fed4657c9700eebdbec", response(""));
        }

        @Test
        void sha256OfRfc7616() {
            assertEquals(
                    "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
                    response(", algorithm=SHA-256"));
        }

        @Test
        void md5WithQopOfRfc2617() {
            SipAnswer answer = challenge(
                    401,
                    "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\","
                            + " nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"");
            Auth auth = auth("Mufasa", "Circle Of Life", "");
            String header =
                    header(answerable(DigestSession.none(), answer, auth), "GET", "/dir/index.html", "0a4f113b");
            assertEquals("6629fae49393a05397450978507c4ef1", parameter(header, "response"));
        }

        @Test
        void theOldFormOfRfc2069() {
            SipAnswer answer =
                    challenge(401, "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"");
            String header = header(
                    answerable(DigestSession.none(), answer, auth("Mufasa", "CircleOfLife", "")),
                    "GET",
                    "/dir/index.html",
                    "x");
            assertEquals("1949323746fe6a43ef61f9606e7febea", parameter(header, "response"));
            assertFalse(header.contains("qop") || header.contains("cnonce") || header.contains("nc="), header);
        }

        @Test
        void userhashOfRfc7616() {
            SipAnswer answer = challenge(
                    401,
                    "Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256,"
                            + " nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\","
                            + " opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\", charset=UTF-8, userhash=true");
            String header = header(
                    answerable(DigestSession.none(), answer, auth("J\u00e4s\u00f8n Doe", "Secret, or not?", "")),
                    "GET",
                    "/doe.json",
                    "NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm");
            // The RFC prints hashes of a truncated SHA-512 here; those of the algorithm it names are these.
            assertTrue(header.endsWith("userhash=true"), header);
            assertEquals(
                    DigestAlgorithm.SHA_512_256.hash("J\u00e4s\u00f8n Doe:api@example.org"),
                    parameter(header, "username"));
        }
    }

    private static final String PLAIN = "Digest realm=\"pbx\", nonce=\"n1\", qop=\"auth\"";

    @Test
    void theNonceCountIsHexadecimalAndHasNoGaps() {
        DigestSession session = answerable(DigestSession.none(), challenge(401, PLAIN), MUFASA);
        for (int i = 1; i <= 17; i++) {
            Authorized authorized = session.authorize("PUBLISH", "sip:a@b", NO_BODY, () -> "c");
            String header = authorized.credentials().get(0).value();
            assertEquals(String.format("%08x", i), parameter(header, "nc"));
            session = authorized.session();
        }
    }

    @Test
    void whatMustBeQuotedIsAndWhatMustNotIsNot() {
        String value = "Digest realm=\"a \\\"b\\\"\", nonce=\"n,1\", qop=\"foo,auth\", algorithm=md5, opaque=\"\"";
        String header =
                header(answerable(DigestSession.none(), challenge(401, value), MUFASA), "PUBLISH", "sip:a@b", "c");
        assertTrue(
                header.matches(
                        "Digest username=\"Mufasa\", realm=\"a \\\\\"b\\\\\"\", nonce=\"n,1\", uri=\"sip:a@b\","
                                + " response=\"[0-9a-f]{32}\", algorithm=md5, cnonce=\"c\", opaque=\"\", qop=auth, nc=00000001"),
                header);
    }

    @Test
    void theTopmostSupportedChallengeOfARealmIsAnswered() {
        SipAnswer answer = challenge(
                401,
                "Digest realm=\"pbx\", nonce=\"n\", algorithm=FOO, qop=\"auth\"",
                "Digest realm=\"pbx\", nonce=\"n\", algorithm=SHA-256, qop=\"auth\"",
                "Digest realm=\"pbx\", nonce=\"n\", algorithm=MD5, qop=\"auth\"");
        DigestSession session = answerable(DigestSession.none(), answer, MUFASA);
        assertEquals("SHA-256", parameter(header(session, "PUBLISH", "sip:a@b", "c"), "algorithm"));
    }

    @Test
    void challengesJoinedByACommaAreToldApart() {
        SipAnswer answer = challenge(401, PLAIN + ", Digest realm=\"other\", nonce=\"n2\"");
        DigestSession session = answerable(DigestSession.none(), answer, MUFASA);
        assertEquals("[Space[proxy=false, realm=pbx], Space[proxy=false, realm=other]]", session.toString());
    }

    @Test
    void aProxyAndAServerAreAnsweredInOneRequest() {
        DigestSession session = answerable(
                answerable(DigestSession.none(), challenge(407, PLAIN), MUFASA),
                challenge(401, "Digest realm=\"server\", nonce=\"n2\""),
                MUFASA);
        List<Credential> credentials =
                session.authorize("PUBLISH", "sip:a@b", NO_BODY, () -> "c").credentials();
        assertEquals(
                List.of(true, false),
                credentials.stream().map(Credential::proxy).toList());
    }

    @Test
    void aCredentialOfTheRealmGoesBeforeOneOfAnyRealm() {
        Auth any = auth("any", "x", "*");
        Auth own = auth("own", "x", "PBX");
        DigestSession session = answerable(DigestSession.none(), challenge(401, PLAIN), any, own);
        assertEquals("own", parameter(header(session, "PUBLISH", "sip:a@b", "c"), "username"));
    }

    @Test
    void aHashedSecretAnswersItsOwnAlgorithmOnly() {
        String hash = DigestAlgorithm.SHA_256.hash("Mufasa:pbx:Circle of Life");
        Auth hashed = new Auth(
                "a", "Mufasa", null, Map.of(DigestAlgorithm.SHA_256, hash), "pbx", List.of(DigestAlgorithm.values()));
        SipAnswer sha = challenge(401, PLAIN + ", algorithm=SHA-256");
        assertEquals(
                header(answerable(DigestSession.none(), sha, MUFASA), "PUBLISH", "sip:a@b", "c"),
                header(answerable(DigestSession.none(), sha, hashed), "PUBLISH", "sip:a@b", "c"));
        assertInstanceOf(
                Refused.class,
                DigestSession.none().challenged(challenge(401, PLAIN).challenges(), List.of(hashed)));
    }

    @Test
    void authIntCoversTheBodyWhereNothingElseIsOffered() {
        DigestSession session =
                answerable(DigestSession.none(), challenge(401, PLAIN.replace("\"auth\"", "\"auth-int\"")), MUFASA);
        String one = session.authorize("PUBLISH", "sip:a@b", "one".getBytes(StandardCharsets.UTF_8), () -> "c")
                .credentials()
                .get(0)
                .value();
        String two = session.authorize("PUBLISH", "sip:a@b", "two".getBytes(StandardCharsets.UTF_8), () -> "c")
                .credentials()
                .get(0)
                .value();
        assertEquals("auth-int", parameter(one, "qop"));
        assertFalse(parameter(one, "response").equals(parameter(two, "response")));
    }

    @Test
    void sessionVariantsMixTheNoncesIn() {
        DigestAlgorithm md5 = DigestAlgorithm.MD5;
        SipAnswer answer = challenge(401, PLAIN + ", algorithm=MD5-sess");
        String header = header(answerable(DigestSession.none(), answer, MUFASA), "PUBLISH", "sip:a@b", "c");
        String a1 = md5.hash(md5.hash("Mufasa:pbx:Circle of Life") + ":n1:c");
        assertEquals(
                md5.hash(a1 + ":n1:00000001:c:auth:" + md5.hash("PUBLISH:sip:a@b")), parameter(header, "response"));
    }

    @Test
    void theKeyOfASessionVariantIsMadeOnceFromTheFirstNonces() {
        for (DigestAlgorithm hash : DigestAlgorithm.values()) {
            Iterator<String> cnonces = List.of("c1", "c2", "c3").iterator();
            SipAnswer answer = challenge(401, PLAIN + ", algorithm=" + hash.token() + "-sess");
            Authorized first = answerable(DigestSession.none(), answer, MUFASA)
                    .authorize("PUBLISH", "sip:a@b", NO_BODY, cnonces::next);
            String second = header(
                    first.session().accepted(success("nextnonce=\"n2\"").confirmations()),
                    "PUBLISH",
                    "sip:a@b",
                    cnonces.next());
            String a1 = hash.hash(hash.hash("Mufasa:pbx:Circle of Life") + ":n1:c1");
            assertEquals("c1", parameter(second, "cnonce"));
            assertEquals("n2", parameter(second, "nonce"));
            assertEquals(
                    hash.hash(a1 + ":n2:00000001:c1:auth:" + hash.hash("PUBLISH:sip:a@b")),
                    parameter(second, "response"));
        }
    }

    @Nested
    class ANextNonce {
        private final DigestSession answered = answerable(DigestSession.none(), challenge(401, PLAIN), MUFASA)
                .authorize("PUBLISH", "sip:a@b", NO_BODY, () -> "c")
                .session();

        private String next(DigestSession session, String... infos) {
            return header(session.accepted(success(infos).confirmations()), "PUBLISH", "sip:a@b", "c");
        }

        @Test
        void isUsedForTheNextRequestAndItsCountBeginsAnew() {
            String header = next(answered, "qop=auth, nextnonce=\"fresh, one\", rspauth=\"0\"");
            assertEquals("fresh, one", header.replaceFirst(".*nonce=\"(fresh[^\"]*)\".*", "$1"));
            assertEquals("00000001", parameter(header, "nc"));
        }

        @Test
        void isNotNeeded() {
            String header = next(answered, "qop=auth", "rspauth=\"0\"");
            assertEquals("n1", parameter(header, "nonce"));
            assertEquals("00000002", parameter(header, "nc"));
        }

        @Test
        void isForTheRealmWhoseCnonceItRepeats() {
            Iterator<String> cnonces = List.of("c1", "c2", "c3", "c4").iterator();
            DigestSession two = answerable(
                            DigestSession.none(),
                            challenge(401, PLAIN, "Digest realm=\"other\", nonce=\"o1\", qop=\"auth\""),
                            MUFASA)
                    .authorize("PUBLISH", "sip:a@b", NO_BODY, cnonces::next)
                    .session();
            List<String> nonces = two
                    .accepted(success("nextnonce=\"o2\", cnonce=\"c2\"", "nextnonce=\"lost\"")
                            .confirmations())
                    .authorize("PUBLISH", "sip:a@b", NO_BODY, cnonces::next)
                    .credentials()
                    .stream()
                    .map(credential -> parameter(credential.value(), "nonce"))
                    .toList();
            assertEquals(List.of("n1", "o2"), nonces);
        }

        @Test
        void thatIsMalformedIsIgnored() {
            for (String garbage : List.of("", ",,,", "nextnonce", "nextnonce=", "=\"x\"", "Digest")) {
                assertEquals("n1", parameter(next(answered, garbage), "nonce"), garbage);
            }
        }
    }

    @Nested
    class NamesBeyondAscii {
        private static final String COMPOSED = "J\u00e4s\u00f8n";
        private static final String DECOMPOSED = "Ja\u0308s\u00f8n";

        private String headerOf(String user, String more) {
            SipAnswer answer = challenge(401, PLAIN + more);
            return header(answerable(DigestSession.none(), answer, auth(user, user, "")), "PUBLISH", "sip:a@b", "c");
        }

        @Test
        void areNormalizedWhereTheServerSaysUtf8() {
            assertEquals(headerOf(COMPOSED, ", charset=UTF-8"), headerOf(DECOMPOSED, ", charset=\"utf-8\""));
            assertEquals(COMPOSED, parameter(headerOf(DECOMPOSED, ", charset=UTF-8"), "username"));
        }

        @Test
        void areTakenAsTheyAreWhereItDoesNot() {
            assertEquals(DECOMPOSED, parameter(headerOf(DECOMPOSED, ""), "username"));
        }
    }

    @Nested
    class AChallengeAfterAnAnswer {
        private final DigestSession answered = answerable(DigestSession.none(), challenge(401, PLAIN), MUFASA)
                .authorize("PUBLISH", "sip:a@b", NO_BODY, () -> "c")
                .session();
        private final String newNonce = PLAIN.replace("n1", "n2");

        private boolean stale(DigestSession session, String value) {
            return assertInstanceOf(
                            Answerable.class,
                            session.challenged(challenge(401, value).challenges(), List.of(MUFASA)))
                    .stale();
        }

        @Test
        void thatSaysStaleOnlyRenewsTheNonce() {
            assertTrue(stale(answered, newNonce + ", stale=TRUE"));
        }

        @Test
        void thatHadWorkedOnlyRenewsTheNonceEvenIfTheServerDoesNotSayStale() {
            assertTrue(stale(answered.accepted(success().confirmations()), newNonce));
        }

        @Test
        void thatNeverWorkedCountsAsRejected() {
            assertFalse(stale(answered, newNonce));
        }

        @Test
        void withTheVerySameNonceCountsAsRejected() {
            assertFalse(stale(answered.accepted(success().confirmations()), PLAIN + ", stale=true"));
        }

        @Test
        void thatSaysInSoManyWordsThatTheNonceWasGoodIsNotAnsweredAgain() {
            SipAnswer again = challenge(401, newNonce + ", stale=FALSE");
            assertTrue(assertInstanceOf(Refused.class, answered.challenged(again.challenges(), List.of(MUFASA)))
                    .reason()
                    .contains("it rejected those of auth 'a'"));
            assertInstanceOf(
                    Answerable.class,
                    answered.challenged(again.challenges(), List.of(auth("Mufasa", "another secret", ""))));
        }

        @Test
        void startsTheNonceCountAnew() {
            DigestSession renewed =
                    answerable(answered.accepted(success().confirmations()), challenge(401, newNonce), MUFASA);
            assertEquals("00000001", parameter(header(renewed, "PUBLISH", "sip:a@b", "c"), "nc"));
        }
    }

    @Nested
    class WhatCannotBeAnsweredIsToldWithItsRealmAndAlgorithm {
        private String refusal(SipAnswer answer, Auth... auths) {
            return assertInstanceOf(Refused.class, DigestSession.none().challenged(answer.challenges(), List.of(auths)))
                    .reason();
        }

        @Test
        void withoutAnyCredential() {
            assertEquals(
                    "the server asks for credentials of realm \"pbx\" with MD5, but there is no usable"
                            + " outbound_auth",
                    refusal(challenge(401, PLAIN)));
        }

        @Test
        void withACredentialOfAnotherRealm() {
            assertEquals(
                    "the server asks for credentials of realm \"pbx\" with MD5, and no outbound_auth" + " fits",
                    refusal(challenge(401, PLAIN), auth("a", "b", "elsewhere")));
        }

        @Test
        void withBasicWhichIsNeverAnswered() {
            assertEquals(
                    "the server asks for credentials of Basic (only Digest is answered), and no"
                            + " outbound_auth fits",
                    refusal(challenge(401, "Basic realm=\"pbx\""), MUFASA));
        }
    }

    @Nested
    class WhatAServerSendsGoesBackByteByByte {
        private static final String A2 = "PUBLISH:sip:a@b";

        private String answerTo(String value) {
            return header(answerable(DigestSession.none(), challenge(401, value), MUFASA), "PUBLISH", "sip:a@b", "c");
        }

        private void returns(String challenge, String parameter, String nonceHashed) {
            String header = answerTo("Digest realm=\"pbx\", " + challenge);
            assertTrue(header.contains(parameter), header);
            DigestAlgorithm md5 = DigestAlgorithm.MD5;
            assertEquals(
                    md5.hash(md5.hash("Mufasa:pbx:Circle of Life") + ":" + nonceHashed + ":" + md5.hash(A2)),
                    parameter(header, "response"));
        }

        @Test
        void anEmptyQopIsNone() {
            returns("nonce=\"n\", opaque=\"5ccc\", qop=\"\", algorithm=MD5", "opaque=\"5ccc\"", "n");
            returns("nonce=\"n\", qop=\" , ,\"", "nonce=\"n\"", "n");
        }

        @Test
        void aNonceWithABackslash() {
            returns("nonce=\"a\\b\\\\c\\\"d\"", "nonce=\"a\\b\\\\c\\\"d\"", "a\\b\\\\c\\\"d");
        }

        @Test
        void base64WithoutQuotes() {
            returns("nonce=YWJjZA==, opaque=eA==", "opaque=\"eA==\"", "YWJjZA==");
        }

        @Test
        void aRealmWhoseBackslashIsNotDoubledIsMeantAsItStands() {
            String header = answerTo("Digest realm=\"DOM\\pbx\", nonce=\"n\"");
            DigestAlgorithm md5 = DigestAlgorithm.MD5;
            assertTrue(header.contains("realm=\"DOM\\pbx\""), header);
            assertEquals(
                    md5.hash(md5.hash("Mufasa:DOM\\pbx:Circle of Life") + ":n:" + md5.hash(A2)),
                    parameter(header, "response"));
        }

        @Test
        void aListOfQopOptionsWithoutQuotes() {
            String header = answerTo("Digest realm=\"pbx\", qop=auth-int, auth, nonce=\"n\"");
            assertTrue(header.contains("qop=auth,"), header);
        }

        @Test
        void aNextNonceToo() {
            DigestSession session = answerable(DigestSession.none(), challenge(401, PLAIN), MUFASA)
                    .authorize("PUBLISH", "sip:a@b", NO_BODY, () -> "c")
                    .session()
                    .accepted(success("nextnonce=\"x\\y==\"").confirmations());
            assertTrue(header(session, "PUBLISH", "sip:a@b", "c").contains("nonce=\"x\\y==\""));
        }
    }

    @Nested
    class WhatWouldMakeRequestsUnsendable {
        private DigestSession.Outcome outcome(String... values) {
            return DigestSession.none().challenged(challenge(401, values).challenges(), List.of(MUFASA));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "realm=\"r\", nonce=\"a\u0001b\"",
                    "realm=\"r\", nonce=\"a\rX: y\"",
                    "realm=\"r\u007f\", nonce=\"n\"",
                    "realm=\"r\", nonce=\"n\", opaque=\"a\u0000\"",
                    "realm=\"r\", nonce=n\\",
                })
        void aControlCharacterIsNotTakenAndTold(String parameters) {
            Refused refused = assertInstanceOf(Refused.class, outcome("Digest " + parameters));
            assertTrue(refused.reason().contains("holds what must not stand between quotes"), refused.reason());
            assertTrue(refused.reason().chars().noneMatch(Character::isISOControl), refused.reason());
        }

        @Test
        void aNonceOfManyThousandCharactersIsNotTaken() {
            assertTrue(
                    assertInstanceOf(Refused.class, outcome("Digest realm=\"r\", nonce=\"" + "n".repeat(20_000) + "\""))
                            .reason()
                            .contains("its nonce has 20000 characters; 1024 are taken"));
        }

        @Test
        void aNextNonceWithAControlCharacterIsNotUsed() {
            DigestSession session = answerable(DigestSession.none(), challenge(401, PLAIN), MUFASA)
                    .authorize("PUBLISH", "sip:a@b", NO_BODY, () -> "c")
                    .session()
                    .accepted(success("nextnonce=\"x\u0001\"").confirmations());
            assertEquals("n1", parameter(header(session, "PUBLISH", "sip:a@b", "c"), "nonce"));
        }

        private String[] realms(int from, int to) {
            return IntStream.range(from, to)
                    .mapToObj(i -> "Digest realm=\"r" + i + "\", nonce=\"n\"")
                    .toArray(String[]::new);
        }

        @Test
        void ofManyRealmsAHandfulIsAnsweredAndTheTopmostAreThose() {
            DigestSession session =
                    assertInstanceOf(Answerable.class, outcome(realms(0, 1200))).session();
            List<Credential> credentials =
                    session.authorize("PUBLISH", "sip:a@b", NO_BODY, () -> "c").credentials();
            assertEquals(8, credentials.size());
            assertEquals("r0", parameter(credentials.get(0).value(), "realm"));
            assertEquals(
                    8,
                    assertInstanceOf(Answerable.class, outcome(String.join(", ", realms(0, 1200))))
                            .session()
                            .authorize("PUBLISH", "sip:a@b", NO_BODY, () -> "c")
                            .credentials()
                            .size());
        }

        @Test
        void aServerThatNamesAnotherRealmEachTimeIsAnsweredForTheLastOnes() {
            DigestSession session = DigestSession.none();
            for (int i = 0; i < 100; i++) {
                session = answerable(session, challenge(401, realms(i, i + 1)), MUFASA);
            }
            List<Credential> credentials =
                    session.authorize("PUBLISH", "sip:a@b", NO_BODY, () -> "c").credentials();
            assertEquals(8, credentials.size());
            assertEquals("r99", parameter(credentials.get(7).value(), "realm"));
        }

        @Test
        void aRefusalOfManyChallengesIsStillALine() {
            String[] basics = Collections.nCopies(1000, "Basic realm=\"" + "x".repeat(50) + "\"")
                    .toArray(String[]::new);
            String reason = assertInstanceOf(Refused.class, outcome(basics)).reason();
            assertTrue(reason.length() < 400 && reason.contains(", and 996 more"), reason);
        }

        @Test
        void aStrangersBytesAreReadInOnePass() {
            String commas = "Digest realm=\"r\", nonce=\"n\", qop=\"" + ", ".repeat(100_000) + "auth\"";
            String options = "Digest realm=\"r\", nonce=\"n\", qop=auth" + ", auth".repeat(100_000);
            String parameters = "Digest realm=\"r\", nonce=\"n\"" + ", x=\"\\\"".repeat(50_000);
            assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
                outcome(commas);
                outcome(options);
                outcome(parameters);
            });
        }
    }

    @Test
    void aCredentialThatChangedIsForgotten() {
        DigestSession session = answerable(DigestSession.none(), challenge(401, PLAIN), MUFASA);
        assertEquals(
                List.of(),
                session.retain(List.of(auth("Mufasa", "another", "")))
                        .authorize("PUBLISH", "sip:a@b", NO_BODY, () -> "c")
                        .credentials());
    }

    @Test
    void noTextFormShowsASecret() {
        DigestSession session = answerable(DigestSession.none(), challenge(401, PLAIN), MUFASA);
        Authorized authorized = session.authorize("PUBLISH", "sip:a@b", NO_BODY, () -> "c");
        for (Object shown : List.of(MUFASA, session, authorized, authorized.credentials())) {
            assertFalse(shown.toString().contains("Circle") || shown.toString().contains("response="), shown::toString);
        }
    }
}
