package org.outpub.publish.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ObjectSet;

class TransportTest {
    private final List<ConfigProblem> problems = new ArrayList<>();

    /** A section's lines, separated by bars. */
    private Optional<Transport> parse(String section) {
        ObjectSet.Builder set = ObjectSet.builder("t", Origin.MEMORY);
        for (String line : section.split("\\|")) {
            String[] option = line.split("=", 2);
            set.add(option[0].strip(), option[1].strip(), Origin.MEMORY);
        }
        return Transport.TYPE.parse(set.build(), problems::add);
    }

    private Transport accepted(String section) {
        Transport transport = parse(section).orElseThrow(() -> new AssertionError(problems));
        assertTrue(
                problems.stream().allMatch(problem -> problem.severity() == ConfigProblem.Severity.NOTICE),
                problems::toString);
        return transport;
    }

    @ParameterizedTest
    @CsvSource({
        "bind=0.0.0.0,                     UDP, 0.0.0.0, 5060",
        "bind=192.0.2.1:5070,              UDP, 192.0.2.1, 5070",
        "bind=192.0.2.1:0,                 UDP, 192.0.2.1, 0",
        "protocol=TCP|bind=192.0.2.1,      TCP, 192.0.2.1, 5060",
        "protocol=tls|bind=[::],           TLS, ::, 5061",
        "protocol=tls|bind=[2001:db8::1]:1,TLS, 2001:db8::1, 1",
        "bind=pbx.example.org,             UDP, pbx.example.org, 5060",
        "bind=localhost:0,                 UDP, localhost, 0",
    })
    void bind(String section, Protocol protocol, String address, int port) {
        Transport transport = accepted(section);
        assertEquals(protocol, transport.protocol());
        assertEquals(address, transport.address());
        assertEquals(port, transport.port());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '"',
            value = {
                "protocol=sctp|bind=0.0.0.0~'sctp' is not udp, tcp or tls",
                "bind=pbx..org~is not an IP address or a host name",
                "bind=0.0.0.0:65536~is not an IP address",
                "protocol=udp~required option 'bind' is missing",
                "bind=0.0.0.0|method=tlsv1~RFC 8996",
                "bind=0.0.0.0|method=sslv3~RFC 8996",
                "bind=0.0.0.0|tos=256~tos: '256' is not a number from 0 to 255",
                "bind=0.0.0.0|tos=af44~tos: 'af44' is not",
                "bind=0.0.0.0|verify_server=maybe~verify_server: 'maybe' is not yes or no",
                "bind=0.0.0.0|local_net=10.0.0.0/33~a number up to 32 or a mask",
                "bind=0.0.0.0|local_net=10.0.0.0/ffff::~the mask is of another address family",
                "bind=0.0.0.0|local_net=pbx~an IP address is expected",
                "bind=0.0.0.0|external_signaling_port=65536~is not a port",
                "bind=0.0.0.0|external_signaling_address=a b~is not an IP address or a host name",
                "bind=0.0.0.0|external_signaling_address=1.2.3.4|external_signaling_hostname=x~does not go with",
                "bind=0.0.0.0|tcp_keepalive_idle_time=0~is not a number of seconds"
            })
    void refusedWithTheReason(String section, String reason) {
        assertEquals(Optional.empty(), parse(section));
        assertTrue(problems.toString().contains(reason), problems::toString);
    }

    @Test
    void whatHasNoMeaningHereIsAcceptedAndTold() {
        accepted("bind=0.0.0.0|async_operations=1|cos=3|domain=x|allow_reload=yes|symmetric_transport=no"
                + "|websocket_write_timeout=100|external_media_address=1.2.3.4");
        assertEquals(
                "memory: transport 't': without effect here: async_operations, cos, domain, allow_reload,"
                        + " symmetric_transport, websocket_write_timeout, external_media_address",
                problems.get(0).toString());
        assertEquals(1, problems.size());
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0xB8,184", "184,184", "ef,184", "EF,184", "cs3,96", "AF41,136"})
    void tos(String written, int octet) {
        assertEquals(octet, accepted("bind=0.0.0.0|tos=" + written).tos());
    }

    @ParameterizedTest
    @CsvSource({"3,0", "0x63,96"})
    void bitsOfTosThatBelongToCongestionNotificationAreNotSentAndThatIsTold(String written, int octet) {
        assertEquals(octet, parse("bind=0.0.0.0|tos=" + written).orElseThrow().tos());
        assertEquals(ConfigProblem.Severity.WARNING, problems.get(0).severity());
        assertTrue(problems.toString().contains(octet + " is sent"), problems::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "WSS", "flow"})
    void whatOnlyAsteriskSpeaksIsLeftOutWithANotice(String protocol) {
        assertEquals(Optional.empty(), parse("bogus=1|protocol=" + protocol));
        assertEquals(1, problems.size(), problems::toString);
        assertEquals(ConfigProblem.Severity.NOTICE, problems.get(0).severity());
    }

    @Test
    void tlsOptionsAreReadWithTheirDefaults() {
        TlsOptions plain = accepted("protocol=tls|bind=0.0.0.0").tls();
        assertEquals(List.of("TLSv1.3", "TLSv1.2"), plain.versions());
        assertFalse(plain.verifyServer() || plain.verifyClient() || plain.requireClientCert());
        TlsOptions tls = accepted("protocol=tls|bind=0.0.0.0|cert_file=/a.pem|priv_key_file=/k.pem|password=s3cret"
                        + "|ca_list_file=|ca_list_path=/ca|verify_server=yes|method=tlsv1_2|cipher=A,B|cipher=B,C"
                        + "|allow_wildcard_certs=yes")
                .tls();
        assertEquals(Path.of("/a.pem"), tls.certFile());
        assertEquals(null, tls.caListFile());
        assertEquals(List.of("A", "B", "C"), tls.ciphers());
        assertEquals(List.of("TLSv1.2"), tls.versions());
        assertTrue(tls.verifyServer() && tls.allowWildcardCerts());
        assertFalse(tls.toString().contains("s3cret"));
    }

    @Test
    void aMaskMayHaveGapsAsInAsterisk() {
        Transport transport =
                accepted("bind=0.0.0.0|external_signaling_address=192.0.2.1|local_net=10.0.7.0/255.0.255.0");
        assertFalse(transport.external().appliesTo(InetAddresses.forString("10.9.7.1")));
        assertTrue(transport.external().appliesTo(InetAddresses.forString("10.9.8.1")));
        assertEquals(
                "10.0.7.0/255.0.255.0", transport.external().localNet().get(0).toString());
    }

    @Test
    void theExternalAddressIsForThoseOutsideOfLocalNetworks() {
        ExternalAddress external = accepted(
                        "bind=0.0.0.0|external_signaling_address=2001:db8::1"
                                + "|external_signaling_port=5099|local_net=10.0.0.0/8,192.168.0.0/255.255.0.0|local_net=!10.1.0.0/16")
                .external();
        assertEquals("[2001:db8::1]", external.host());
        assertEquals(5099, external.port());
        assertTrue(external.appliesTo(InetAddresses.forString("203.0.113.1")));
        assertFalse(external.appliesTo(InetAddresses.forString("10.2.0.1")));
        assertTrue(external.appliesTo(InetAddresses.forString("10.1.0.1")));
        assertFalse(external.appliesTo(InetAddresses.forString("192.168.7.7")));
        assertFalse(
                accepted("bind=0.0.0.0|local_net=10.0.0.0/8").external().appliesTo(InetAddresses.forString("1.2.3.4")));
    }

    @Test
    void whatIsWrittenIsReadBackAlike() {
        Transport transport = accepted(
                "protocol=tls|bind=[::1]:5070|tos=ef|external_signaling_address=pbx.example.org"
                        + "|local_net=10.0.0.0/8,!10.1.0.0/16|cert_file=/a.pem|method=tlsv1_3|cipher=A,B|tcp_keepalive_enable=yes");
        assertEquals(Optional.of(transport), Transport.TYPE.parse(Transport.TYPE.format(transport), problems::add));
    }
}
