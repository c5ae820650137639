package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.publish.testkit.ReceivedPublish;
import org.outpub.publish.testkit.ScriptedCompositor;

/** Who is written to, as whom, and by which way (RFC 3261 §8.1.1, §8.1.2, §12.2.1.1, §19.1.1). */
class RoutingWireTest extends WireTestCase {
    @Test
    void withoutAProxyThereIsNoRouteAndTheServerStandsInAllThreeUris() throws Exception {
        ReceivedPublish request = startOne();
        assertFalse(request.has("Route"));
        assertEquals(esc.uri("a"), request.requestUri());
        assertEquals("<sip:a@127.0.0.1>", request.header("To"));
        assertTrue(request.header("From").startsWith("<sip:a@127.0.0.1>;tag="), request.header("From"));
    }

    @Test
    void aLooseProxyStandsInRouteWithAllItsParametersAndGetsTheRequest() throws Exception {
        config.publication(
                "a",
                "sip:a@presence.invalid:5999\\;x=y",
                "outbound_proxy=sip:127.0.0.1:" + esc.port() + "\\;lr\\;z=%41");
        start();
        ReceivedPublish request = esc.next("initial");
        assertEquals("sip:a@presence.invalid:5999;x=y", request.requestUri());
        assertEquals(
                List.of("<sip:127.0.0.1:" + esc.port() + ";lr;z=%41>"),
                request.headers().get("route"));
    }

    @Test
    void aStrictProxyStandsOnTheRequestLineAndTheServerInRoute() throws Exception {
        String proxy = "sip:127.0.0.1:" + esc.port();
        config.publication("a", "sip:a@presence.invalid\\;x=y", "outbound_proxy=" + proxy + "\\;method=INVITE\\;b=1");
        start();
        ReceivedPublish request = esc.next("initial");
        assertEquals(proxy + ";b=1", request.requestUri());
        assertEquals(List.of("<sip:a@presence.invalid;x=y>"), request.headers().get("route"));
        assertEquals("<sip:a@presence.invalid;x=y>", request.header("To"));
        awaitPhase("a", Phase.PUBLISHED);
        config.without("a").write();
        ReceivedPublish remove = esc.next("remove");
        assertEquals(List.of("<sip:a@presence.invalid;x=y>"), remove.headers().get("route"));
        assertEquals(proxy + ";b=1", remove.requestUri());
    }

    @Test
    void theDigestCoversTheRequestLineAsItIsSent() throws Exception {
        DigestGate gate = new DigestGate(", qop=\"auth\"");
        esc.script(request -> gate.guard(request, esc));
        config.section("desk", "type=auth", "username=desk", "password=secret-9137");
        config.publication(
                "a", "sip:a@presence.invalid", "outbound_proxy=sip:127.0.0.1:" + esc.port(), "outbound_auth=desk");
        start();
        awaitPhase("a", Phase.PUBLISHED);
    }

    @Test
    void fromUriAndToUriAreWhatTheyAreCalled() throws Exception {
        ReceivedPublish request =
                startOne("from_uri=sip:third@example.org", "to_uri=sips:resource@example.net\\;user=phone");
        assertTrue(request.header("From").startsWith("<sip:third@example.org>;tag="), request.header("From"));
        assertEquals("<sips:resource@example.net;user=phone>", request.header("To"));
        assertEquals(esc.uri("a"), request.requestUri());
    }

    @Test
    void fromAndToHoldNothingThatTheRfcForbidsThere() throws Exception {
        String routed =
                ":5070\\;transport=udp\\;maddr=127.0.0.1\\;ttl=1\\;lr\\;method=PUBLISH\\;user=phone\\;x=y?Subject=z";
        ReceivedPublish request = startOne("from_uri=sip:f@example.org" + routed, "to_uri=sip:t@example.org" + routed);
        assertEquals("<sip:t@example.org;user=phone;x=y>", request.header("To"));
        assertTrue(request.header("From").startsWith("<sip:f@example.org;user=phone;x=y>;tag="));
    }

    @Test
    void theRequestLineHasNoHeadersAndNoMethod() throws Exception {
        config.publication("a", esc.uri("a") + "\\;method=INVITE\\;x=y?Subject=z");
        start();
        assertEquals(esc.uri("a") + ";x=y", esc.next("initial").requestUri());
    }

    @Test
    void aUserTakesThePlaceOfTheUserInAllThreeUris() throws Exception {
        config.section(
                "users",
                "type=outbound-publish",
                "server_uri=sip:pbx@127.0.0.1:" + esc.port(),
                "from_uri=sip:from@example.org",
                "to_uri=sip:to@example.net",
                "event=presence",
                "multi_user=yes");
        start();
        client("presence").user("a b/\u00fc").publish(text("x"));
        ReceivedPublish request = esc.next("initial");
        assertEquals("sip:a%20b/%C3%BC@127.0.0.1:" + esc.port(), request.requestUri());
        assertTrue(request.header("From").startsWith("<sip:a%20b/%C3%BC@example.org>;tag="), request.header("From"));
        assertEquals("<sip:a%20b/%C3%BC@example.net>", request.header("To"));
    }

    @Test
    void nothingInAnAnswerChangesTheWayOfTheNextRequest() throws Exception {
        esc.script(request -> reply(
                200,
                "SIP-ETag: t" + request.cseq(),
                "Expires: 600",
                "Record-Route: <sip:127.0.0.1:9;lr>",
                "Service-Route: <sip:127.0.0.1:9;lr>",
                "Path: <sip:127.0.0.1:9;lr>",
                "Contact: <sip:elsewhere@127.0.0.1:9>",
                "Content-Type: application/pidf+xml"));
        ReceivedPublish first = startOne();
        awaitPhase("a", Phase.PUBLISHED);
        config.content("state.txt", "closed");
        ReceivedPublish modify = esc.next("modify");
        assertEquals(first.requestUri(), modify.requestUri());
        assertFalse(modify.has("Route"));
        assertEquals(first.header("To"), modify.header("To"));
    }

    @Test
    void theBodyOfAnAnswerIsOfNoInterest() throws Exception {
        esc.script(request -> null);
        ReceivedPublish first = startOne();
        String body = "<presence/>\r\nSIP-ETag: not-me\r\n\r\n";
        String answer = ScriptedCompositor.text(
                        first, reply(200, "SIP-ETag: me", "Expires: 600", "Content-Type: text/xml"))
                .replace("Content-Length: 0", "Content-Length: " + body.length());
        esc.script(esc::grant);
        esc.answered(first);
        esc.send(answer + body);
        awaitPhase("a", Phase.PUBLISHED);
        config.content("state.txt", "closed");
        assertEquals("me", esc.next("modify").header("SIP-If-Match"));
    }

    @Test
    void compactFoldedAndRecasedHeadersAreUnderstood() throws Exception {
        esc.script(request -> null);
        ReceivedPublish first = startOne();
        String answer = ScriptedCompositor.text(first, reply(200, "sip-etag:\r\n\tabc", "EXPIRES:\r\n  600"))
                .replace("Via:", "v :")
                .replace("From:", "F:")
                .replace("To:", "t:\r\n ")
                .replace("Call-ID:", "i:")
                .replace("CSeq:", "cSEQ:")
                .replace("Content-Length:", "L:");
        esc.script(esc::grant);
        esc.answered(first);
        esc.send("\r\n\r\n" + answer);
        awaitPhase("a", Phase.PUBLISHED);
        config.content("state.txt", "closed");
        assertEquals("abc", esc.next("modify").header("SIP-If-Match"));
    }

    @Test
    void thePortOfTheTransportIsTheSourceAndStandsInVia() throws Exception {
        int port;
        try (java.net.DatagramSocket probe = new java.net.DatagramSocket()) {
            port = probe.getLocalPort();
        }
        config.section("mine", "type=transport", "bind=127.0.0.1:" + port);
        ReceivedPublish request = startOne("transport=mine");
        assertTrue(
                request.header("Via").startsWith("SIP/2.0/UDP 127.0.0.1:" + port + ";rport;"), request.header("Via"));
        assertEquals(port, esc.clientPort());
    }
}
