package org.outpub.publish.sip.jain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.delivery.location.LocationTarget;
import org.outpub.publish.sip.PublishRequest;
import org.outpub.publish.sip.jain.NextHop.UnsupportedException;

/** What is to be located for a request (RFC 3261 §8.1.2, §26.2.2; RFC 3263 §4.1). */
class NextHopTest {
    private static LocationTarget next(String target, Protocol named, String... routes) throws Exception {
        SipUri uri = SipUri.parse(target);
        List<SipUri> proxies =
                java.util.Arrays.stream(routes).map(NextHopTest::uri).toList();
        return NextHop.of(
                new PublishRequest(uri, proxies, uri, "t", uri, "c", 1, "presence", 1, null, null, List.of(), "t1"),
                named,
                List.of(Protocol.values()));
    }

    private static SipUri uri(String text) {
        try {
            return SipUri.parse(text);
        } catch (InvalidValueException wrong) {
            throw new AssertionError(wrong);
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
        "sips:a@example.org, example.org 0 null secure",
        "sips:a@example.org;transport=tcp, example.org 0 TLS secure",
        "sip:a@[2001:db8::1], 2001:db8::1 0 null"
    })
    void theUriSaysWhomAndHow(String uri, String expected) throws Exception {
        assertEquals(expected, text(next(uri, null)));
    }

    @Test
    void transportTlsIsUnderstood() throws Exception {
        assertEquals(Protocol.TLS, next("sip:a@example.org;transport=tls", null).protocol());
    }

    @Test
    void aNumericHostIsUdpAndForSipsTls() throws Exception {
        assertEquals("192.0.2.1 0 null", text(next("sip:a@192.0.2.1", null)));
        assertEquals("192.0.2.1 0 null secure", text(next("sips:a@192.0.2.1", null)));
    }

    @Test
    void aLooseRouteIsTheNextHopAndAStrictOneIsNot() throws Exception {
        assertEquals("proxy 5070 null", text(next("sip:a@example.org", null, "sip:proxy:5070;lr")));
        assertEquals("example.org 0 null", text(next("sip:a@example.org", null, "sip:proxy:5070")));
    }

    @Test
    void aSipsTargetBehindASipRouteAsksForTls() throws Exception {
        assertEquals("proxy 0 null secure", text(next("sips:a@example.org", null, "sip:proxy;lr")));
    }

    @Test
    void aSipsTargetDoesNotGoByUdp() {
        assertThrows(UnsupportedException.class, () -> next("sips:a@example.org;transport=udp", null));
    }

    @Test
    void aTransportThatIsNotSpokenIsRefused() {
        assertThrows(UnsupportedException.class, () -> next("sip:a@example.org;transport=sctp", null));
    }

    @ParameterizedTest
    @CsvSource({"sips:a@example.org, UDP", "sips:a@example.org, TCP", "sip:a@example.org;transport=tcp, UDP"})
    void aTransportThatContradictsTheUriIsRefused(String uri, Protocol named) {
        assertThrows(UnsupportedException.class, () -> next(uri, named));
    }
}
