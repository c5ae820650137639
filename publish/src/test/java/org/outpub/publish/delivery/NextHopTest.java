package org.outpub.publish.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.delivery.NextHop.UnsupportedException;
import org.outpub.publish.delivery.location.LocationTarget;

/** What is to be located for a request (RFC 3261 §8.1.2, §26.2.2; RFC 3263 §4.1). */
class NextHopTest {
    private static LocationTarget next(String target, @Nullable Protocol named) throws UnsupportedException {
        return next(target, target, named);
    }

    private static LocationTarget next(String target, String nextHop, @Nullable Protocol named)
            throws UnsupportedException {
        SipUri uri = uri(target);
        RequestHead head =
                new RequestHead(uri, List.of(), uri(nextHop), uri, "from", uri, "call", "presence", "tls-out");
        return NextHop.of(head, named, List.of(Protocol.values()));
    }

    private static SipUri uri(String text) {
        try {
            return SipUri.parse(text);
        } catch (InvalidValueException malformed) {
            throw new AssertionError(malformed);
        }
    }

    private static String text(LocationTarget target) {
        return target.host() + " " + target.port() + " " + target.protocol() + (target.secure() ? " secure" : "");
    }

    @ParameterizedTest
    @CsvSource({
        "sip:a@example.org, example.org 0 null",
        "sip:a@example.org:5070;transport=tcp, example.org 5070 TCP",
        "sip:a@example.org;transport=TLS, example.org 0 TLS",
        "sip:a@example.org;maddr=192.0.2.9, 192.0.2.9 0 null",
        "sip:a@example.org;maddr=[2001:db8::9], 2001:db8::9 0 null",
        "sips:a@example.org, example.org 0 null secure",
        "sips:a@example.org;transport=tcp, example.org 0 TLS secure",
        "sips:a@example.org;transport=tls, example.org 0 TLS secure",
        "sip:a@[2001:db8::1], 2001:db8::1 0 null"
    })
    void theUriSaysWhomAndHow(String uri, String expected) throws Exception {
        assertEquals(expected, text(next(uri, null)));
    }

    /** A strict router takes the server's place on the request line, and the server is in a Route. */
    @Test
    void aSipsServerBehindAStrictRouterIsReachedByTlsAlone() throws Exception {
        SipUri from = uri("sip:a@example.org");
        RequestHead head = new RequestHead(
                uri("sip:proxy.example.org"),
                List.of(uri("sips:a@example.org")),
                uri("sip:proxy.example.org"),
                from,
                "from",
                from,
                "call",
                "presence",
                null);
        assertEquals("proxy.example.org 0 null secure", text(NextHop.of(head, null, List.of(Protocol.values()))));
    }

    @Test
    void transportTlsIsUnderstood() throws Exception {
        assertEquals(Protocol.TLS, next("sip:a@example.org;transport=tls", null).protocol());
    }

    @Test
    void aNumericHostIsLeftToItsUsualProtocol() throws Exception {
        LocationTarget plain = next("sip:a@192.0.2.1", null);
        assertEquals("192.0.2.1 0 null", text(plain));
        assertTrue(plain.isNumeric());
        assertEquals("192.0.2.1 0 null secure", text(next("sips:a@192.0.2.1", null)));
    }

    @Test
    void theProxyIsLocatedAndNotTheTarget() throws Exception {
        assertEquals("proxy 5070 null", text(next("sip:a@example.org", "sip:proxy:5070;lr", null)));
    }

    @Test
    void aSipsTargetBehindASipRouteAsksForTls() throws Exception {
        assertEquals("proxy 0 null secure", text(next("sips:a@example.org", "sip:proxy;lr", null)));
        assertEquals("proxy 0 TLS secure", text(next("sips:a@example.org", "sip:proxy;lr;transport=tcp", null)));
    }

    @ParameterizedTest
    @CsvSource({
        "sips:a@example.org;transport=udp, sips:a@example.org;transport=udp",
        "sips:a@example.org, sip:proxy;lr;transport=udp"
    })
    void aSipsTargetDoesNotGoByUdp(String target, String nextHop) {
        assertThrows(UnsupportedException.class, () -> next(target, nextHop, null));
    }

    @Test
    void aTransportThatIsNotSpokenIsRefused() {
        UnsupportedException refused =
                assertThrows(UnsupportedException.class, () -> next("sip:a@example.org;transport=sctp", null));
        assertEquals("transport=sctp is not supported", refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"sips:a@example.org, UDP", "sips:a@example.org, TCP", "sip:a@example.org;transport=tcp, UDP"})
    void aTransportThatContradictsTheUriIsRefused(String uri, Protocol named) {
        UnsupportedException refused = assertThrows(UnsupportedException.class, () -> next(uri, named));
        assertTrue(refused.getMessage().startsWith("transport 'tls-out' speaks " + named.word()), refused::getMessage);
    }

    @Test
    void aTransportThatAgreesWithTheUriSaysWhatIsSpoken() throws Exception {
        assertEquals("example.org 0 TCP", text(next("sip:a@example.org", Protocol.TCP)));
        assertEquals("example.org 0 TLS secure", text(next("sips:a@example.org", Protocol.TLS)));
    }

    /** No text is read as such a URI; whoever makes one by other means is told, and nothing else is thrown. */
    @ParameterizedTest
    @ValueSource(strings = {"[fe80::1%eth0]", "fe80::1%eth0", "[[2001:db8::1]]", "[2001:db8::1", "[]"})
    void aPlaceThatIsNoHostIsRefusedWithItsReason(String place) {
        assertThrows(InvalidValueException.class, () -> SipUri.parse("sip:a@example.org;maddr=" + place));
        assertNoHost(new SipUri(false, "a", "example.org", 0, ";maddr=" + place, ""));
        assertNoHost(new SipUri(false, "a", place, 0, "", ""));
    }

    private static void assertNoHost(SipUri uri) {
        RequestHead head = new RequestHead(uri, List.of(), uri, uri, "from", uri, "call", "presence", null);
        UnsupportedException refused =
                assertThrows(UnsupportedException.class, () -> NextHop.of(head, null, List.of(Protocol.values())));
        assertTrue(refused.getMessage().contains("is no host"), refused::getMessage);
    }
}
