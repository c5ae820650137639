package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.publish.testkit.ReceivedPublish;
import org.outpub.publish.testkit.ScriptedCompositor;

/** Servers that send an agent elsewhere (RFC 3261 §8.1.3.4, §21.3), on the wire. */
class RedirectWireTest extends WireTestCase {
    private ScriptedCompositor there;
    private ScriptedCompositor further;

    @BeforeEach
    void open() throws IOException {
        esc.amongOthers();
        there = new ScriptedCompositor().amongOthers();
        further = new ScriptedCompositor().amongOthers();
    }

    @AfterEach
    void close() {
        if (outpub != null) {
            outpub.unload(java.time.Duration.ofSeconds(2));
            outpub = null;
        }
        there.close();
        further.close();
        assertEquals(List.of(), there.violations());
        assertEquals(List.of(), further.violations());
    }

    private void redirect(int status, String... headers) {
        esc.script(request -> reply(status, headers));
    }

    private String contact(ScriptedCompositor server, String parameters) {
        return "Contact: <" + server.uri("b") + ">" + parameters;
    }

    private void change(String text) throws Exception {
        awaitPhase("a", Phase.PUBLISHED);
        config.content("state.txt", text);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302})
    void theSameRequestGoesWhereTheServerSendsIt(int status) throws Exception {
        redirect(status, contact(there, ""));
        ReceivedPublish sent = startOne();
        ReceivedPublish again = there.next("initial");
        assertEquals(there.uri("b"), again.requestUri());
        for (String same : List.of("From", "To", "Call-ID", "Event", "Expires", "Content-Type")) {
            assertEquals(sent.header(same), again.header(same), same);
        }
        assertEquals(sent.body(), again.body());
        assertEquals(sent.cseq() + 1, again.cseq());
        assertNotEquals(sent.branch(), again.branch());
        awaitPhase("a", Phase.PUBLISHED);
    }

    @Test
    void contactsAreTriedByTheirQuality() throws Exception {
        redirect(302, contact(there, ";q=0.1"), contact(further, ";q=0.9"));
        further.script(request -> reply(500));
        startOne();
        further.next("initial");
        there.next("initial");
        awaitPhase("a", Phase.PUBLISHED);
    }

    @Test
    void aCircleIsLeftAndToldOnce() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            redirect(302, contact(there, ""));
            there.script(request -> reply(302, "m: <" + esc.uri("a") + ">"));
            startOne();
            there.next("initial");
            awaitPhase("a", Phase.RETRYING);
            assertEquals(List.of(), esc.drain());
            assertEquals(List.of(), there.drain());
            assertEquals(1, log.warnings().size(), log.warnings()::toString);
            assertTrue(log.warnings().get(0).contains("302 Because: the server sends us elsewhere"), log::text);
        }
    }

    @Test
    void onceAllPlacesHaveFailedTheNextTryBeginsAtTheConfiguredOne() throws Exception {
        redirect(302, contact(there, ""));
        there.script(request -> reply(500));
        startOne();
        there.next("initial");
        esc.next("initial");
        there.next("initial");
    }

    @Test
    void aPublicationStaysWhereItsEntityTagIsFrom() throws Exception {
        redirect(302, contact(there, ""));
        there.script(request -> reply(200, "SIP-ETag: theirs-" + request.cseq(), "Expires: 600"));
        startOne();
        ReceivedPublish accepted = there.next("initial");
        change("closed");
        ReceivedPublish modify = there.next("modify");
        assertEquals("theirs-" + accepted.cseq(), modify.header("SIP-If-Match"));
        assertEquals(List.of(), esc.drain());
        outpub.unload(java.time.Duration.ofSeconds(5));
        outpub = null;
        there.next("remove");
    }

    @Test
    void whereThePlaceForgetsThePublicationItBeginsAnewAtTheConfiguredOne() throws Exception {
        redirect(302, contact(there, ""));
        startOne();
        there.next("initial");
        esc.script(esc::grant);
        there.script(request -> reply(412));
        change("closed");
        there.next("modify");
        assertEquals("closed", esc.next("initial").body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"301", "302;expires=600"})
    void whatMayBeRememberedIsUsedWithoutAskingAgain(String answer) throws Exception {
        redirect(Integer.parseInt(answer.substring(0, 3)), contact(there, answer.substring(3)));
        startOne();
        there.next("initial");
        there.script(request -> request.has("SIP-If-Match") ? reply(412) : there.grant(request));
        change("closed");
        there.next("modify");
        assertEquals("closed", there.next("initial").body());
        assertEquals(List.of(), esc.drain());
    }

    @Test
    void useProxyKeepsTheTargetAndIsForThatRequestOnly() throws Exception {
        redirect(305, "Contact: <sip:127.0.0.1:" + there.port() + ";lr>");
        startOne();
        ReceivedPublish through = there.next("initial");
        assertEquals(esc.uri("a"), through.requestUri());
        assertEquals("<sip:127.0.0.1:" + there.port() + ";lr>", through.header("Route"));
        esc.script(esc::grant);
        change("closed");
        assertFalse(esc.next("modify").has("Route"));
    }

    @Test
    void headersAndMethodOfAContactAreNotSent() throws Exception {
        redirect(302, "Contact: <" + there.uri("b") + ";method=INVITE;x=1?Event=dialog&SIP-If-Match=forged>");
        startOne();
        ReceivedPublish sent = there.next("initial");
        assertEquals(there.uri("b") + ";x=1", sent.requestUri());
        assertEquals("presence", sent.header("Event"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Contact: <tel:+4930>, mailto:b@there", "X: y", "Contact: <<<>>>;q=;", "Contact: *"})
    void aRedirectThatLeadsNowhereIsAFailure(String header) throws Exception {
        redirect(302, header);
        startOne();
        awaitPhase("a", Phase.RETRYING);
        assertEquals(List.of(), esc.drain());
    }

    @Test
    void alternativeServicesAreForPeopleAndNotFollowed() throws Exception {
        redirect(380, contact(there, ""));
        startOne();
        awaitPhase("a", Phase.RETRYING);
        assertEquals(List.of(), there.drain());
    }

    @Test
    void credentialsAreNotShownToTheOtherPlaceBeforeItAsks() throws Exception {
        String challenge = "WWW-Authenticate: Digest realm=\"pbx\", nonce=\"n\", algorithm=MD5, qop=\"auth\"";
        esc.script(request -> request.has("Authorization") ? reply(302, contact(there, "")) : reply(401, challenge));
        there.script(request -> request.has("Authorization") ? there.grant(request) : reply(401, challenge));
        config.section("who", "type=auth", "username=desk", "password=secret");
        startOne("outbound_auth=who");
        esc.next("initial");
        assertFalse(there.next("initial").has("Authorization"));
        assertTrue(there.next("initial").header("Authorization").contains("uri=\"" + there.uri("b") + "\""));
    }

    @Test
    void aRedirectedPublicationTakesTurnsWithThoseThatAreAtHomeThere() throws Exception {
        redirect(302, "Contact: <" + there.uri("shared") + ">");
        there.script(request -> null);
        config.content("state.txt", "open");
        config.publication("a", esc.uri("a")).publication("home", there.uri("shared"));
        start();
        // The server's own check tells of a second request before the first is answered.
        ReceivedPublish first = there.next("initial");
        esc.next("initial");
        there.script(there::grant);
        there.answer(first, there.grant(first));
        there.next("initial");
        awaitPhase("a", Phase.PUBLISHED);
        awaitPhase("home", Phase.PUBLISHED);
    }

    @Test
    void removalFollowsARedirectToo() throws Exception {
        startOne();
        awaitPhase("a", Phase.PUBLISHED);
        redirect(302, contact(there, ""));
        outpub.unload(java.time.Duration.ofSeconds(5));
        outpub = null;
        esc.next("remove");
        there.next("remove");
    }
}
