package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.publish.testkit.ReceivedPublish;
import org.outpub.publish.testkit.ScriptedCompositor;

/** Digest authentication on the wire (RFC 3261 §22, RFC 7616, RFC 8760), against gates that know none of our code. */
class DigestWireTest extends WireTestCase {
    private static final String SECRET = "secret-9137";
    private CapturedLog log;

    @BeforeEach
    void listen() {
        log = new CapturedLog();
    }

    @AfterEach
    void nothingSecretWasLogged() {
        log.close();
        String text = log.text();
        for (String never : List.of(SECRET, "response=\"", "cnonce=", "nonce-pbx", "uthorization: Digest")) {
            assertFalse(text.contains(never), () -> never + " is in\n" + text);
        }
    }

    private void desk(String... more) {
        List<String> options = new ArrayList<>(List.of("type=auth", "username=desk"));
        options.addAll(List.of(more));
        config.section("desk", options.toArray(new String[0]));
    }

    private void startGuarded(String... more) throws Exception {
        List<String> options = new ArrayList<>(List.of("outbound_auth=desk"));
        options.addAll(List.of(more));
        config.publication("a", esc.uri("a"), options.toArray(new String[0]));
        start();
    }

    private void change(String text) throws Exception {
        awaitPhase("a", Phase.PUBLISHED);
        config.content("state.txt", text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ", qop=\"auth\"",
                ", algorithm=MD5, qop=\"auth\"",
                ", algorithm=MD5-sess, qop=\"auth\"",
                ", algorithm=SHA-256, qop=\"auth\", opaque=\"\"",
                ", algorithm=SHA-256-sess, qop=\"auth-int\"",
                ", algorithm=SHA-512-256, qop=\"auth\", opaque=\"o \\\" \\\\ ,=;\"",
                ", algorithm=SHA-512-256-sess, qop=\"auth\"",
                ", algorithm=SHA-256, qop=\"auth-int\", userhash=true",
                ", algorithm=md5, qop=\"token,auth\", foo=bar, charset=UTF-8, domain=\"sip:x\"",
                ", qop=\"auth-int\"",
                ", algorithm=SHA-512-256, userhash=true",
                ", qop=auth, stale=FALSE"
            })
    void aWholeLifeIsAuthenticatedWithOneChallenge(String parameters) throws Exception {
        DigestGate gate = new DigestGate(parameters);
        esc.script(request -> gate.guard(request, esc));
        desk("password=" + SECRET);
        startGuarded();
        ReceivedPublish bare = esc.next("initial");
        ReceivedPublish authorized = esc.next("initial");
        assertFalse(bare.has("Authorization"));
        for (String stays : List.of("Call-ID", "From", "To")) {
            assertEquals(bare.header(stays), authorized.header(stays));
        }
        assertNotEquals(bare.branch(), authorized.branch());
        change("closed");
        esc.next("modify");
        config.publication("a", esc.uri("a"), "outbound_auth=desk", "expiration=700")
                .write();
        esc.next("refresh");
        awaitPhase("a", Phase.PUBLISHED);
        config.without("a").write();
        esc.next("remove");
        await("the end").until(() -> outpub.statuses().get().isEmpty());
        assertEquals(List.of(), esc.drain());
    }

    @Test
    void nonceCountsAreHexadecimalAndHaveNoGaps() throws Exception {
        DigestGate gate = new DigestGate(", qop=\"auth\"");
        List<String> counts = new CopyOnWriteArrayList<>();
        esc.script(request -> {
            counts.add(DigestGate.read(request.header("Authorization")).get("nc"));
            return gate.guard(request, esc);
        });
        desk("password=" + SECRET);
        startGuarded();
        esc.next("initial");
        esc.next("initial");
        for (int i = 2; i <= 17; i++) {
            change("state " + i);
            esc.next("modify");
        }
        assertEquals("0000000a", counts.get(10));
        assertEquals("00000011", counts.get(17));
    }

    @Test
    void eachRequestHasAnotherUnpredictableCnonce() throws Exception {
        DigestGate gate = new DigestGate(", qop=\"auth\"");
        Set<String> cnonces = new HashSet<>();
        esc.script(request -> gate.guard(request, esc));
        desk("password=" + SECRET);
        startGuarded();
        esc.next("initial");
        for (int i = 0; i < 5; i++) {
            String cnonce = DigestGate.read(esc.next().header("Authorization")).get("cnonce");
            assertTrue(cnonce.matches("[0-9a-f]{32}"), cnonce);
            cnonces.add(cnonce);
            change("state " + i);
        }
        esc.next("modify");
        assertEquals(5, cnonces.size());
    }

    @Test
    void aStaleNonceIsReplacedAndCountsForNoAttempt() throws Exception {
        DigestGate gate = new DigestGate(", qop=\"auth\"");
        AtomicInteger renewals = new AtomicInteger();
        esc.script(request -> {
            if (gate.objection(request).isEmpty()) {
                return esc.grant(request);
            }
            if (!request.has("Authorization")) {
                return reply(401, gate.challenge());
            }
            ScriptedCompositor.Reply stale = reply(401, gate.stale());
            if (renewals.getAndIncrement() < 2) {
                gate.renew();
            }
            return stale;
        });
        desk("password=" + SECRET);
        startGuarded("max_auth_attempts=1");
        esc.next("initial");
        esc.next("initial");
        awaitPhase("a", Phase.PUBLISHED);
        gate.renew();
        config.content("state.txt", "closed");
        for (int i = 0; i < 4; i++) {
            esc.next("modify");
        }
        awaitPhase("a", Phase.PUBLISHED);
        assertEquals(List.of(), log.warnings());
    }

    @Test
    void aServerThatFindsEveryNonceStaleIsNotAnsweredForever() throws Exception {
        DigestGate gate = new DigestGate(", qop=\"auth\"");
        esc.script(request -> {
            gate.renew();
            return reply(401, gate.stale());
        });
        desk("password=" + SECRET);
        startGuarded();
        awaitPhase("a", Phase.RETRYING);
        List<ReceivedPublish> all = esc.within(Duration.ofMillis(500));
        assertTrue(all.size() <= 10, all.size() + " requests");
    }

    @Test
    void theNonceThatTheServerNamesNextIsUsedNext() throws Exception {
        DigestGate gate = new DigestGate(", qop=\"auth\"");
        esc.script(request -> {
            if (!gate.objection(request).isEmpty()) {
                return reply(401, gate.challenge());
            }
            return reply(
                    200,
                    "SIP-ETag: t",
                    "Expires: 600",
                    "Authentication-Info: qop=auth, nextnonce=\"" + gate.renewed() + "\"");
        });
        desk("password=" + SECRET);
        startGuarded();
        esc.next("initial");
        esc.next("initial");
        for (int i = 0; i < 3; i++) {
            change("state " + i);
            assertEquals(
                    "00000001",
                    DigestGate.read(esc.next("modify").header("Authorization")).get("nc"));
        }
        awaitPhase("a", Phase.PUBLISHED);
        assertEquals(List.of(), esc.drain());
    }

    @Test
    void rejectedCredentialsAreNotSentForever() throws Exception {
        DigestGate gate = new DigestGate(", qop=\"auth\"");
        esc.script(request -> {
            gate.renew();
            return reply(401, gate.challenge());
        });
        desk("password=wrong");
        startGuarded("max_auth_attempts=2");
        awaitPhase("a", Phase.RETRYING);
        assertEquals(3, esc.within(Duration.ofMillis(500)).size());
        assertEquals(1, log.warnings().size(), log.warnings()::toString);
    }

    @Test
    void credentialsThatAreRejectedInSoManyWordsAreSentOnce() throws Exception {
        DigestGate gate = new DigestGate(", qop=\"auth\", stale=false");
        esc.script(request -> {
            gate.renew();
            return reply(401, gate.challenge());
        });
        desk("password=wrong");
        startGuarded();
        awaitPhase("a", Phase.RETRYING);
        assertEquals(2, esc.drain().size());
        assertTrue(log.warnings().get(0).contains("realm \"pbx\" with MD5 (it rejected those of auth 'desk' (desk"));
    }

    @Test
    void changedCredentialsAreTriedAtOnce() throws Exception {
        DigestGate gate = new DigestGate(", qop=\"auth\", stale=false");
        esc.script(request -> gate.guard(request, esc));
        desk("password=wrong");
        startGuarded();
        awaitPhase("a", Phase.RETRYING);
        esc.drain();
        desk("password=" + SECRET);
        config.write();
        esc.next("initial");
        awaitPhase("a", Phase.PUBLISHED);
    }

    // ---- which challenge, which credential ----

    @Test
    void ofSeveralChallengesTheTopmostThatCanBeAnsweredIs() throws Exception {
        DigestGate sha = new DigestGate(", qop=\"auth\", algorithm=SHA-256");
        DigestGate md5 = new DigestGate(", qop=\"auth\", algorithm=MD5");
        esc.script(request -> sha.objection(request).isEmpty()
                ? esc.grant(request)
                : reply(
                        401,
                        "WWW-Authenticate: Basic realm=\"pbx\"",
                        "WWW-Authenticate: Digest realm=\"pbx\", nonce=\"n\", algorithm=FOO-99, qop=\"auth\"",
                        "WWW-Authenticate: Digest realm=\"pbx\", nonce=\"n\", qop=\"token\"",
                        "WWW-Authenticate: Digest realm=\"pbx\"",
                        sha.challenge(),
                        md5.challenge()));
        desk("password=" + SECRET);
        startGuarded();
        awaitPhase("a", Phase.PUBLISHED);
        assertEquals(2, esc.drain().size());
    }

    @Test
    void whatConfigurationForbidsIsPassedOver() throws Exception {
        DigestGate md5 = new DigestGate(", qop=\"auth\", algorithm=MD5");
        DigestGate sha = new DigestGate(", qop=\"auth\", algorithm=SHA-512-256");
        esc.script(request ->
                sha.objection(request).isEmpty() ? esc.grant(request) : reply(401, md5.challenge(), sha.challenge()));
        desk("password=" + SECRET, "supported_algorithms_uac=SHA-256,SHA-512-256");
        startGuarded();
        awaitPhase("a", Phase.PUBLISHED);
    }

    @Test
    void hashedSecretsAnswerTheirAlgorithms() throws Exception {
        DigestGate md5 = new DigestGate(", qop=\"auth\"");
        DigestGate sha = new DigestGate(", qop=\"auth\", algorithm=SHA-256, userhash=true");
        DigestGate[] gate = {md5};
        esc.script(request -> gate[0].guard(request, esc));
        desk("realm=pbx", "md5_cred=" + DigestGate.hash("MD5", "desk:pbx:" + SECRET));
        startGuarded();
        awaitPhase("a", Phase.PUBLISHED);
        gate[0] = sha;
        config.content("state.txt", "closed");
        awaitPhase("a", Phase.RETRYING);
        assertTrue(log.warnings().toString().contains("realm \"pbx\" with SHA-256, and no outbound_auth fits"));
        desk("realm=pbx", "password_digest=SHA-256:" + DigestGate.hash("SHA-256", "desk:pbx:" + SECRET));
        config.write();
        awaitPhase("a", Phase.PUBLISHED);
    }

    @Test
    void aChallengeThatNoCredentialFitsIsToldWithItsRealmAndRecoversByConfiguration() throws Exception {
        DigestGate gate = new DigestGate(", qop=\"auth\"");
        esc.script(request -> gate.guard(request, esc));
        desk("password=" + SECRET, "realm=elsewhere");
        startGuarded();
        awaitPhase("a", Phase.RETRYING);
        assertEquals(1, esc.drain().size());
        assertTrue(
                log.warnings().get(0).contains("realm \"pbx\" with MD5, and no outbound_auth fits"),
                log.warnings()::toString);
        config.content("state.txt", "newer");
        assertEquals(List.of(), esc.within(Duration.ofMillis(300)));
        desk("password=" + SECRET, "realm=pbx");
        config.write();
        await("the newest state")
                .until(() -> esc.next().body().equals("newer") && status("a").phase() == Phase.PUBLISHED);
    }

    @Test
    void basicIsNeverAnswered() throws Exception {
        esc.script(request -> reply(401, "WWW-Authenticate: Basic realm=\"pbx\""));
        desk("password=" + SECRET);
        startGuarded();
        awaitPhase("a", Phase.RETRYING);
        List<ReceivedPublish> all = esc.drain();
        assertEquals(1, all.size());
        assertFalse(all.get(0).has("Authorization"));
    }

    @Test
    void withoutCredentialsNothingIsSentAsAnonymous() throws Exception {
        DigestGate gate = new DigestGate(", qop=\"auth\"");
        esc.script(request -> gate.guard(request, esc));
        startOne();
        awaitPhase("a", Phase.RETRYING);
        assertEquals(List.of(), esc.drain());
    }

    // ---- several hops and realms ----

    private ScriptedCompositor.Reply twoHops(String way, ReceivedPublish request, DigestGate proxy, DigestGate server) {
        boolean proxyPassed = proxy.objection(request).isEmpty();
        boolean serverPassed = server.objection(request).isEmpty();
        if (proxyPassed && serverPassed) {
            return esc.grant(request);
        }
        if (way.equals("one after the other")) {
            return proxyPassed ? reply(401, server.challenge()) : reply(407, proxy.challenge());
        }
        return reply(way.contains("407") ? 407 : 401, proxy.challenge(), server.challenge());
    }

    @ParameterizedTest
    @ValueSource(strings = {"one after the other", "a 401 with both", "a 407 with both"})
    void aProxyAndAServerAreAnsweredInOneRequestAndInAllLaterOnes(String way) throws Exception {
        DigestGate proxy = new DigestGate(true, "edge", "desk", SECRET, ", qop=\"auth\", algorithm=SHA-256");
        DigestGate server = new DigestGate(", qop=\"auth\"");
        // A gate counts nonces as it looks, so each looks at each request once.
        esc.script(request -> twoHops(way, request, proxy, server));
        desk("password=" + SECRET);
        startGuarded();
        awaitPhase("a", Phase.PUBLISHED);
        esc.drain();
        change("closed");
        ReceivedPublish modify = esc.next("modify");
        assertTrue(modify.has("Authorization") && modify.has("Proxy-Authorization"));
        awaitPhase("a", Phase.PUBLISHED);
        config.without("a").write();
        esc.next("remove");
        await("the end").until(() -> outpub.statuses().get().isEmpty());
        assertEquals(List.of(), esc.drain());
    }

    @Test
    void severalRealmsAreAnsweredEachByItsOwnCredentialOnItsOwnRow() throws Exception {
        DigestGate one = new DigestGate(true, "one", "first", SECRET, ", qop=\"auth\"");
        DigestGate two = new DigestGate(true, "two", "second", SECRET, ", qop=\"auth\"");
        esc.script(request -> {
            boolean passed =
                    one.objection(request).isEmpty() & two.objection(request).isEmpty();
            // Both on one row, as they must not be.
            return passed
                    ? esc.grant(request)
                    : reply(407, one.challenge() + ", " + two.challenge().replace("Proxy-Authenticate: ", ""));
        });
        config.section("second", "type=auth", "username=second", "password=" + SECRET, "realm=two");
        config.section("first", "type=auth", "username=first", "password=" + SECRET);
        config.publication("a", esc.uri("a"), "outbound_auth=first,second");
        start();
        esc.next("initial");
        ReceivedPublish both = esc.next("initial");
        assertEquals(2, both.headers().get("proxy-authorization").size());
        awaitPhase("a", Phase.PUBLISHED);
    }

    @Test
    void ofTwoRealmsTheOneThatIsKnownIsAnswered() throws Exception {
        DigestGate known = new DigestGate(", qop=\"auth\"");
        esc.script(request -> known.objection(request).isEmpty()
                ? esc.grant(request)
                : reply(401, "WWW-Authenticate: Digest realm=\"foreign\", nonce=\"f\"", known.challenge()));
        desk("password=" + SECRET, "realm=pbx");
        startGuarded();
        awaitPhase("a", Phase.PUBLISHED);
    }

    @Test
    void anUnknownEntityTagDoesNotCostAnotherChallenge() throws Exception {
        DigestGate gate = new DigestGate(", qop=\"auth\"");
        esc.script(request -> !gate.objection(request).isEmpty()
                ? reply(401, gate.challenge())
                : request.has("SIP-If-Match") ? reply(412) : esc.grant(request));
        desk("password=" + SECRET);
        startGuarded();
        esc.next("initial");
        esc.next("initial");
        change("closed");
        esc.next("modify");
        esc.next("initial");
        awaitPhase("a", Phase.PUBLISHED);
        assertEquals(List.of(), esc.drain());
        esc.script(esc::grant);
    }

    @Test
    void aRemovalIsAuthenticatedEvenIfOnlyItIsChallenged() throws Exception {
        DigestGate gate = new DigestGate(", qop=\"auth\"");
        esc.script(request -> request.expires() == 0 ? gate.guard(request, esc) : esc.grant(request));
        desk("password=" + SECRET);
        startGuarded();
        awaitPhase("a", Phase.PUBLISHED);
        var report = outpub.unload(Duration.ofSeconds(5));
        outpub = null;
        assertEquals(List.of(), report.leftBehind());
        // One by one: the server's thread may note the last a little after it has answered it.
        esc.next("initial");
        esc.next("remove");
        esc.next("remove");
    }

    @Test
    void namesAndSecretsBeyondAsciiAreHashedAsUtf8() throws Exception {
        String user = "J\u00e4s\u00f8n";
        DigestGate gate = new DigestGate(
                false, "pbx", user, "gr\u00fc\u00dfe-" + SECRET, ", qop=\"auth\", charset=UTF-8, algorithm=SHA-256");
        esc.script(request -> gate.guard(request, esc));
        // Written with a combining mark: the server's charset asks for the composed form.
        config.section("desk", "type=auth", "username=Ja\u0308s\u00f8n", "password=gru\u0308\u00dfe-" + SECRET);
        startGuarded();
        awaitPhase("a", Phase.PUBLISHED);
        assertFalse(log.text().contains("\u00dfe-"));
    }

    @Test
    void aForbiddenRequestIsNotRepeatedAndItsNonceIsForgotten() throws Exception {
        DigestGate gate = new DigestGate(", qop=\"auth\"");
        esc.script(request -> request.has("Authorization") ? reply(403) : reply(401, gate.challenge()));
        desk("password=" + SECRET);
        startGuarded();
        awaitPhase("a", Phase.RETRYING);
        assertEquals(2, esc.drain().size());
        config.content("state.txt", "newer");
        assertEquals(List.of(), esc.within(Duration.ofMillis(300)));
        config.publication("a", esc.uri("a"), "outbound_auth=desk", "expiration=601")
                .write();
        assertFalse(esc.next("initial").has("Authorization"));
    }
}
