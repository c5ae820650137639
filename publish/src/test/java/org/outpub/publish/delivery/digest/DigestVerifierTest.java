package org.outpub.publish.delivery.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.DigestAlgorithm;
import org.outpub.publish.delivery.digest.DigestVerifier.Verdict;

class DigestVerifierTest {
    private static final String URI = "sip:site-b@192.0.2.1";
    private static final Auth AUTH = auth("site-b", "p", List.of());
    private final DigestVerifier verifier = new DigestVerifier(new Random(1));
    private long now = Long.MAX_VALUE - 5;

    private static Auth auth(String user, String password, List<DigestAlgorithm> demanded) {
        return new Auth("a", user, password, Map.of(), "", List.of(DigestAlgorithm.values()), demanded);
    }

    private String challenge(Auth auth) {
        return verifier.challenges(List.of(auth), false, now).get(0);
    }

    /** What a client answers. */
    private static String answer(String challenge, Auth auth, String uri, int count) {
        DigestChallenge read = DigestChallenge.parse(challenge).get(0);
        return new DigestResponse(read, DigestKey.of(read, auth), count, "c0ffee", "")
                .header("PUBLISH", uri, new byte[0]);
    }

    private Verdict verify(String authorization, Auth... auths) {
        return verifier.verify(List.of(authorization), "PUBLISH", URI, List.of(auths), now);
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void whoKnowsTheSecretIsBelieved(DigestAlgorithm algorithm) {
        Auth auth = auth("site \"b\"", "p", List.of(algorithm));
        String challenge = challenge(auth);
        assertTrue(challenge.contains("algorithm=" + algorithm.token()), challenge);
        assertEquals(Verdict.PROVEN, verify(answer(challenge, auth, URI, 1), auth));
    }

    @Test
    void aHashDoesInThePlaceOfAPassword() {
        Auth hashed = new Auth(
                "a",
                "u",
                null,
                Map.of(DigestAlgorithm.SHA_256, DigestAlgorithm.SHA_256.hash("u:example.org:p")),
                "example.org",
                List.of(DigestAlgorithm.values()));
        String challenge = challenge(hashed);
        assertTrue(challenge.contains("SHA-256") && challenge.contains("realm=\"example.org\""), challenge);
        assertEquals(Verdict.PROVEN, verify(answer(challenge, auth("u", "p", List.of()), URI, 1), hashed));
    }

    @Test
    void peersAreChallengedWithWhatAllKnowUnlessMoreIsDemanded() {
        assertTrue(challenge(AUTH).contains("algorithm=MD5"));
        List<String> both = verifier.challenges(
                List.of(auth("u", "p", List.of(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5))), false, now);
        assertEquals(2, both.size());
        assertTrue(both.get(0).contains("SHA-256"));
    }

    @Test
    void anyOfSeveralCredentialsWillDo() {
        Auth other = auth("other", "q", List.of());
        assertEquals(Verdict.PROVEN, verify(answer(challenge(AUTH), AUTH, URI, 1), other, AUTH));
    }

    @Nested
    class IsNotBelieved {
        @Test
        void whoProvesNothing() {
            assertEquals(Verdict.CHALLENGED, verifier.verify(List.of(), "PUBLISH", URI, List.of(AUTH), now));
            assertEquals(Verdict.CHALLENGED, verify("Basic dTpw", AUTH));
            assertEquals(Verdict.CHALLENGED, verify("Digest", AUTH));
            assertEquals(Verdict.CHALLENGED, verify("", AUTH));
        }

        @Test
        void whoHasAnotherSecretOrName() {
            assertEquals(
                    Verdict.CHALLENGED, verify(answer(challenge(AUTH), auth("site-b", "q", List.of()), URI, 1), AUTH));
            assertEquals(
                    Verdict.CHALLENGED, verify(answer(challenge(AUTH), auth("site-c", "p", List.of()), URI, 1), AUTH));
        }

        @Test
        void whoAnswersForAnotherUriOrMethod() {
            assertEquals(Verdict.CHALLENGED, verify(answer(challenge(AUTH), AUTH, "sip:x@192.0.2.1", 1), AUTH));
            String right = answer(challenge(AUTH), AUTH, URI, 1);
            assertEquals(Verdict.CHALLENGED, verifier.verify(List.of(right), "SUBSCRIBE", URI, List.of(AUTH), now));
        }

        @Test
        void whoMadeTheNonceHimself() {
            String right = answer(challenge(AUTH), AUTH, URI, 1);
            String nonce = DigestChallenge.parse(right).get(0).nonce();
            String forged = (nonce.charAt(0) == '0' ? "1" : "0") + nonce.substring(1);
            assertEquals(
                    Verdict.CHALLENGED,
                    verify(
                            answer("Digest realm=\"asterisk\", nonce=\"" + forged + "\", qop=\"auth\"", AUTH, URI, 1),
                            AUTH));
            assertEquals(
                    Verdict.CHALLENGED,
                    new DigestVerifier(new Random(2)).verify(List.of(right), "PUBLISH", URI, List.of(AUTH), now),
                    "of another process");
        }

        @ParameterizedTest
        @CsvSource({"algorithm=MD5, algorithm=SHA-256", "algorithm=MD5, algorithm=MD5-sess", "auth, auth-int"})
        void whoTakesWhatWasNotOffered(String offered, String taken) {
            String changed = challenge(AUTH).replaceFirst("(?<!-)" + offered + "\\b", taken);
            assertEquals(Verdict.CHALLENGED, verify(answer(changed, AUTH, URI, 1), AUTH));
        }

        @Test
        void whoTakesAnAlgorithmThatNobodyKnows() {
            String right = answer(challenge(AUTH), AUTH, URI, 1);
            assertEquals(Verdict.CHALLENGED, verify(right.replace("algorithm=MD5", "algorithm=ROT-13"), AUTH));
        }
    }

    @Nested
    class ANonce {
        @Test
        void isUsedAgainWithACountThatRises() {
            String challenge = challenge(AUTH);
            assertEquals(Verdict.PROVEN, verify(answer(challenge, AUTH, URI, 1), AUTH));
            assertEquals(Verdict.PROVEN, verify(answer(challenge, AUTH, URI, 2), AUTH));
            assertEquals(Verdict.PROVEN, verify(answer(challenge, AUTH, URI, 17), AUTH));
            assertEquals(Verdict.STALE, verify(answer(challenge, AUTH, URI, 2), AUTH), "sent by somebody who listened");
            assertEquals(Verdict.STALE, verify(answer(challenge, AUTH, URI, 17), AUTH));
        }

        @Test
        void isGoodForFiveMinutes() {
            String challenge = challenge(AUTH);
            now += Duration.ofMinutes(5).toNanos() - 1;
            assertEquals(Verdict.PROVEN, verify(answer(challenge, AUTH, URI, 1), AUTH));
            now += 1;
            assertEquals(Verdict.STALE, verify(answer(challenge, AUTH, URI, 2), AUTH));
            assertTrue(verifier.challenges(List.of(AUTH), true, now).get(0).contains("stale=true"));
        }

        @Test
        void withoutACountIsGoodForOneRequest() {
            String old = challenge(AUTH).replace(", qop=\"auth\"", "");
            assertEquals(Verdict.PROVEN, verify(answer(old, AUTH, URI, 1), AUTH));
            assertEquals(Verdict.STALE, verify(answer(old, AUTH, URI, 1), AUTH));
        }

        @Test
        void isAnotherEachTime() {
            assertNotEquals(challenge(AUTH), challenge(AUTH));
        }

        @Test
        void thatHadToBeForgottenIsNotBelievedAgain() {
            String first = answer(challenge(AUTH), AUTH, URI, 1);
            assertEquals(Verdict.PROVEN, verify(first, AUTH));
            for (int i = 0; i < 10_000; i++) {
                now++;
                assertEquals(Verdict.PROVEN, verify(answer(challenge(AUTH), AUTH, URI, 1), AUTH));
            }
            assertEquals(Verdict.STALE, verify(first, AUTH));
            assertEquals(Verdict.PROVEN, verify(answer(challenge(AUTH), AUTH, URI, 1), AUTH), "the next one");
        }
    }
}
