package org.outpub.publish.wire.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.Transport;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.wire.RawPeer;
import org.outpub.publish.wire.StreamPeer;
import org.outpub.publish.wire.tls.Certificates;
import org.outpub.publish.wire.tls.Certificates.Identity;

/** The wire by TLS, on both kinds of sockets. */
@ParameterizedClass
@EnumSource(Sockets.class)
class TlsTest {
    private static final Identity CA = Certificates.authority();
    private static final Identity GOOD = Certificates.identity("good", CA, Certificates.dns("sip.example.org"));
    private final Sockets sockets;
    private final WireFixture fixture;

    @TempDir
    private Path folder;

    private StreamPeer peer;

    TlsTest(Sockets sockets) {
        this.sockets = sockets;
        this.fixture = new WireFixture(sockets);
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
        if (peer != null) {
            peer.close();
        }
    }

    /** A TLS transport that trusts our authority, with further options in turn: name, value, name, value. */
    private Transport transport(String... options) throws IOException {
        CA.writeCertificate(folder.resolve("ca.pem"));
        List<String> all =
                new ArrayList<>(List.of("ca_list_file", folder.resolve("ca.pem").toString()));
        all.addAll(List.of(options));
        return bare(all.toArray(String[]::new));
    }

    /** A TLS transport that names no certificates. */
    private static Transport bare(String... options) {
        ObjectSet.Builder set = ObjectSet.builder("t", Origin.MEMORY)
                .add("protocol", "tls", Origin.MEMORY)
                .add("bind", "127.0.0.1:0", Origin.MEMORY);
        for (int i = 0; i < options.length; i += 2) {
            set.add(options[i], options[i + 1], Origin.MEMORY);
        }
        return Transport.TYPE
                .parse(set.build(), problem -> {
                    throw new AssertionError(problem);
                })
                .orElseThrow();
    }

    private void use(String... options) throws IOException {
        assertEquals(List.of(), fixture.use(transport(options)));
    }

    private void serve(Identity identity) throws IOException {
        peer = StreamPeer.tls(Certificates.server(identity, CA));
    }

    private void send(String host) {
        send(fixture, host);
    }

    private void send(WireFixture from, String host) {
        from.send(new Server(Protocol.TLS, "127.0.0.1", peer.port()), host, null, (String) null);
    }

    /** Lets a server go through its handshake, and fail in it. */
    private void refuse() {
        assertThrows(IOException.class, () -> peer.accept().receive());
    }

    private String exchange() throws IOException {
        StreamPeer.Connection connection = peer.accept();
        String request = connection.receive();
        connection.send(RawPeer.answer(request, "200 OK", "SIP-ETag: tls"));
        return request;
    }

    @ParameterizedTest
    @CsvSource({"default, TLSv1.3", "tlsv1_2, TLSv1.2", "tlsv1_3, TLSv1.3"})
    void aServerWithTheRightCertificateIsSpokenTo(String method, String version) throws Exception {
        serve(GOOD);
        use("verify_server", "yes", "method", method);
        send("sip.example.org");
        StreamPeer.Connection connection = peer.accept();
        String request = connection.receive();
        assertTrue(request.contains("Via: SIP/2.0/TLS 127.0.0.1"), request);
        connection.send(RawPeer.answer(request, "200 OK", "SIP-ETag: tls"));
        assertEquals("tls", fixture.entityTag());
        ExtendedSSLSession session = (ExtendedSSLSession) ((SSLSocket) connection.socket()).getSession();
        assertEquals(version, session.getProtocol());
        assertEquals(List.of(new SNIHostName("sip.example.org")), session.getRequestedServerNames());
        send("sip.example.org");
        String second = connection.receive();
        connection.send(RawPeer.answer(second, "200 OK", "SIP-ETag: same-connection"));
        assertEquals("same-connection", fixture.entityTag());
    }

    @Test
    void aCertificateForAnotherNameIsRefusedBeforeAnythingIsSent() throws Exception {
        serve(GOOD);
        use("verify_server", "yes");
        send("other.example.org");
        refuse();
        assertEquals(
                "TLS with 127.0.0.1:" + peer.port() + " (other.example.org) failed: the server's certificate is not for"
                        + " 'other.example.org' but for 'sip.example.org'",
                fixture.reason());
    }

    @Test
    void theHostsContextServesTransportsThatNameNoCertificates() throws Exception {
        try (WireFixture hosted = new WireFixture(sockets, Duration.ZERO, Certificates.server(GOOD, CA), null)) {
            serve(GOOD);
            assertEquals(List.of(), hosted.use(bare("verify_server", "yes")));
            send(hosted, "sip.example.org");
            exchange();
            assertEquals("tls", hosted.entityTag());
        }
    }

    @Test
    void withTheHostsContextTooTheServerMustBeWhoIsToBeReached() throws Exception {
        try (WireFixture hosted = new WireFixture(sockets, Duration.ZERO, Certificates.server(GOOD, CA), null)) {
            serve(GOOD);
            assertEquals(List.of(), hosted.use(bare("verify_server", "yes")));
            send(hosted, "other.example.org");
            refuse();
            assertTrue(
                    hosted.reason().endsWith("certificate is not for 'other.example.org' but for 'sip.example.org'"));
        }
    }

    @Test
    void aTransportWithCertificatesOfItsOwnDoesNotUseTheHostsContext() throws Exception {
        Identity stranger = Certificates.authority();
        try (WireFixture hosted = new WireFixture(sockets, Duration.ZERO, Certificates.server(GOOD, stranger), null)) {
            serve(GOOD);
            assertEquals(List.of(), hosted.use(transport("verify_server", "yes")));
            send(hosted, "sip.example.org");
            exchange();
            assertEquals("tls", hosted.entityTag());
        }
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        serve(Certificates.ending(Duration.ofDays(-1), CA, Certificates.dns("sip.example.org")));
        use("verify_server", "yes");
        send("sip.example.org");
        refuse();
        assertTrue(fixture.reason().contains("failed: the certificate has expired ("));
    }

    @Test
    void aCertificateForSigningCodeIsRefused() throws Exception {
        serve(Certificates.identityFor(KeyPurposeId.id_kp_codeSigning, CA, Certificates.dns("sip.example.org")));
        use("verify_server", "yes");
        send("sip.example.org");
        refuse();
        String reason = fixture.reason();
        assertTrue(reason.contains("usage"), reason);
    }

    @Test
    void aCertificateForServersAloneWillDo() throws Exception {
        serve(Certificates.identityFor(KeyPurposeId.id_kp_serverAuth, CA, Certificates.dns("sip.example.org")));
        use("verify_server", "yes");
        send("sip.example.org");
        exchange();
        assertEquals("tls", fixture.entityTag());
    }

    @Test
    void aCertificateThatSignsItselfIsRefused() throws Exception {
        serve(Certificates.identity("self", null, Certificates.dns("sip.example.org")));
        use("verify_server", "yes");
        send("sip.example.org");
        refuse();
        assertTrue(fixture.reason()
                .endsWith("no trusted authority signed the certificate; expected one of ca_list_file or ca_list_path"));
    }

    @Test
    void aWeakKeyIsRefusedWhereServersAreChecked() throws Exception {
        serve(Certificates.ofKey("RSA-1024", CA, Certificates.dns("sip.example.org")));
        use("verify_server", "yes");
        send("sip.example.org");
        refuse();
        String reason = fixture.reason();
        assertTrue(reason.contains("RSA key of 1024 bits"), reason);
    }

    @Test
    void aSignatureBySha1IsRefusedWhereServersAreChecked() throws Exception {
        serve(Certificates.signedBy("SHA1withECDSA", CA, Certificates.dns("sip.example.org")));
        use("verify_server", "yes");
        send("sip.example.org");
        refuse();
        String reason = fixture.reason();
        assertTrue(reason.contains("SHA1withECDSA"), reason);
    }

    @ParameterizedTest
    @CsvSource({"tlsv1_2", "tlsv1_3"})
    void aServerThatWantsToNegotiateAgainIsLeftAndTheNextRequestGoesOut(String method) throws Exception {
        serve(GOOD);
        use("verify_server", "yes", "method", method);
        for (int round = 0; round < 2; round++) {
            send("sip.example.org");
            StreamPeer.Connection connection = peer.accept();
            String request = connection.receive();
            connection.send(RawPeer.answer(request, "200 OK", "SIP-ETag: before"));
            assertEquals("before", fixture.entityTag());
            long dropped = fixture.branches.dropped().connections();
            ((SSLSocket) connection.socket()).startHandshake();
            if (method.equals("tlsv1_2")) {
                assertThrows(IOException.class, () -> {
                    connection.socket().getOutputStream().write(1);
                    connection.next();
                });
                assertEquals(dropped + 1, fixture.branches.dropped().connections());
            } else {
                // There it is an update of keys, which is part of the protocol.
                send("sip.example.org");
                connection.send(RawPeer.answer(connection.receive(), "200 OK", "SIP-ETag: after"));
                assertEquals("after", fixture.entityTag());
                return;
            }
        }
    }

    @Test
    void aClientThatWantsToNegotiateAgainIsClosed() throws Exception {
        Identity own = Certificates.identity("own", CA, Certificates.dns("localhost"));
        use(
                "cert_file",
                own.writeCertificate(folder.resolve("cert.pem")).toString(),
                "priv_key_file",
                own.writeKey(folder.resolve("key.pem")).toString(),
                "method",
                "tlsv1_2");
        int port = fixture.wire.addresses().get(0).getPort();
        SSLSocket socket =
                (SSLSocket) Certificates.server(GOOD, CA).getSocketFactory().createSocket("127.0.0.1", port);
        try (StreamPeer.Connection client = new StreamPeer.Connection(socket)) {
            client.send(TcpTest.options("OPTIONS", "127.0.0.1"));
            assertTrue(client.receive().startsWith("SIP/2.0 200 OK\r\n"));
            assertThrows(IOException.class, () -> {
                socket.startHandshake();
                client.send(TcpTest.options("OPTIONS", "127.0.0.1"));
                client.receive();
            });
        }
    }

    @Test
    void withoutVerifyServerAnyCertificateWillDoAsInAsterisk() throws Exception {
        serve(Certificates.identity("self", null));
        use();
        send("sip.example.org");
        exchange();
        assertEquals("tls", fixture.entityTag());
    }

    @Test
    void withoutAnyTransportServersAreChecked() throws Exception {
        serve(GOOD);
        send("sip.example.org");
        refuse();
        assertTrue(fixture.reason().contains("no trusted authority"));
    }

    @Test
    void aWildcardCountsOnlyWhereItIsAllowed() throws Exception {
        serve(Certificates.identity("wild", CA, Certificates.dns("*.example.org")));
        use("verify_server", "yes");
        send("sip.example.org");
        refuse();
        assertTrue(fixture.reason().contains("but for '*.example.org'"));
        use("verify_server", "yes", "allow_wildcard_certs", "yes");
        fixture.time.advance(Duration.ofMinutes(1));
        send("sip.example.org");
        exchange();
        assertEquals("tls", fixture.entityTag());
    }

    @Test
    void theDomainThatWasAskedForCountsAndNotTheHostThatServesIt() throws Exception {
        serve(Certificates.identity("domain", CA, Certificates.uri("sip:example.org")));
        use("verify_server", "yes");
        send("example.org");
        exchange();
        assertEquals("tls", fixture.entityTag());
    }

    @Test
    void aServerThatAsksForACertificateGetsTheConfiguredOne() throws Exception {
        Identity client = Certificates.identity("client", CA);
        serve(GOOD);
        ((SSLServerSocket) peer.listener()).setNeedClientAuth(true);
        use("verify_server", "yes");
        send("sip.example.org");
        refuse();
        refuse();
        String refusal = fixture.reason();
        assertTrue(refusal.matches("TLS with .* failed: .*(certificate|closed|reset).*"), refusal);
        use(
                "verify_server",
                "yes",
                "cert_file",
                client.writeCertificate(folder.resolve("cert.pem")).toString(),
                "priv_key_file",
                client.writeKey(folder.resolve("key.pem")).toString());
        fixture.time.advance(Duration.ofMinutes(1));
        send("sip.example.org");
        exchange();
        assertEquals("tls", fixture.entityTag());
    }

    @Test
    void renewedFilesAreUsedWithoutARestart() throws Exception {
        Identity before = Certificates.identity("before", CA);
        Path cert = before.writeCertificate(folder.resolve("cert.pem"));
        Path key = before.writeKey(folder.resolve("key.pem"));
        serve(GOOD);
        ((SSLServerSocket) peer.listener()).setNeedClientAuth(true);
        use("verify_server", "yes", "cert_file", cert.toString(), "priv_key_file", key.toString());
        send("sip.example.org");
        StreamPeer.Connection first = peer.accept();
        first.send(RawPeer.answer(first.receive(), "200 OK", "SIP-ETag: first"));
        assertEquals("first", fixture.entityTag());
        Identity after = Certificates.identity("after", CA);
        after.writeCertificate(cert);
        // Half a renewal is none: the key does not fit.
        fixture.time.advance(Duration.ofSeconds(10));
        after.writeKey(key);
        org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            fixture.time.advance(Duration.ofSeconds(10));
            return fixture.connections() == 0;
        });
        send("sip.example.org");
        StreamPeer.Connection second = peer.accept();
        second.send(RawPeer.answer(second.receive(), "200 OK", "SIP-ETag: second"));
        assertEquals("second", fixture.entityTag());
        assertEquals(
                "CN=after",
                ((SSLSocket) second.socket()).getSession().getPeerPrincipal().getName());
    }

    @Test
    void twoDomainsOnOneAddressHaveTwoConnections() throws Exception {
        serve(Certificates.identity(
                "both", CA, Certificates.dns("sip.example.org"), Certificates.dns("other.example.org")));
        use("verify_server", "yes");
        send("sip.example.org");
        exchange();
        assertEquals("tls", fixture.entityTag());
        send("other.example.org");
        exchange();
        assertEquals("tls", fixture.entityTag());
    }

    @Test
    void aCipherThatTheServerLacksIsARefusedHandshake() throws Exception {
        serve(GOOD);
        ((SSLServerSocket) peer.listener())
                .setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"});
        use("verify_server", "yes", "cipher", "ECDHE-ECDSA-AES128-GCM-SHA256");
        send("sip.example.org");
        refuse();
        assertTrue(fixture.reason().contains("handshake_failure"));
        use("verify_server", "yes", "cipher", "0xC02C,ECDHE-ECDSA-AES128-GCM-SHA256");
        fixture.time.advance(Duration.ofMinutes(1));
        send("sip.example.org");
        exchange();
        assertEquals("tls", fixture.entityTag());
    }

    @Test
    void aServerThatSpeaksNoTlsIsToldSo() throws Exception {
        peer = StreamPeer.tcp();
        use("verify_server", "yes");
        send("sip.example.org");
        peer.accept().send("SIP/2.0 400 Bad Request\r\n\r\n");
        assertTrue(fixture.reason().matches("TLS with .* failed: .*"));
    }

    @Test
    void ourPortSpeaksTlsToThoseWhoConnect() throws Exception {
        Identity own = Certificates.identity("own", CA, Certificates.dns("localhost"));
        use(
                "cert_file",
                own.writeCertificate(folder.resolve("cert.pem")).toString(),
                "priv_key_file",
                own.writeKey(folder.resolve("key.pem")).toString());
        int port = fixture.wire.addresses().get(0).getPort();
        Socket socket = Certificates.server(GOOD, CA).getSocketFactory().createSocket("127.0.0.1", port);
        try (StreamPeer.Connection client = new StreamPeer.Connection(socket)) {
            client.send(TcpTest.options("OPTIONS", "127.0.0.1"));
            assertTrue(client.receive().startsWith("SIP/2.0 200 OK\r\n"));
        }
    }

    @Test
    void aClientWithoutTheCertificateThatIsRequiredIsRefused() throws Exception {
        Identity own = Certificates.identity("own", CA);
        use(
                "cert_file",
                own.writeCertificate(folder.resolve("cert.pem")).toString(),
                "priv_key_file",
                own.writeKey(folder.resolve("key.pem")).toString(),
                "method",
                "tlsv1_2",
                "verify_client",
                "yes",
                "require_client_cert",
                "yes");
        int port = fixture.wire.addresses().get(0).getPort();
        Identity stranger = Certificates.identity("stranger", null);
        try (Socket socket =
                Certificates.server(stranger, CA).getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            assertThrows(IOException.class, () -> {
                socket.getOutputStream().write(1);
                int answer = socket.getInputStream().read();
                if (answer < 0) {
                    throw new SSLException("closed");
                }
            });
        }
    }

    @Test
    void aFileThatIsMissingIsToldAndTriedAgain() throws Exception {
        Transport wanted = transport(
                "cert_file",
                folder.resolve("cert.pem").toString(),
                "priv_key_file",
                folder.resolve("key.pem").toString());
        List<String> problems = fixture.use(wanted);
        assertEquals(1, problems.size());
        assertTrue(
                problems.get(0).contains("cannot be opened: cert_file: there is no file " + folder.resolve("cert.pem")),
                problems.get(0));
        Identity late = Certificates.identity("late", CA);
        late.writeCertificate(folder.resolve("cert.pem"));
        late.writeKey(folder.resolve("key.pem"));
        fixture.time.advance(Duration.ofSeconds(1));
        assertEquals("opened", fixture.opened.poll(10, java.util.concurrent.TimeUnit.SECONDS));
        assertNotEquals(0, fixture.wire.addresses().get(0).getPort());
    }

    @Test
    void aServerThatStaysSilentInTheHandshakeHarmsNobodyElse() throws Exception {
        StreamPeer silent = StreamPeer.tcp();
        serve(GOOD);
        use("verify_server", "yes");
        fixture.send(new Server(Protocol.TLS, "127.0.0.1", silent.port()), "sip.example.org", null, (String) null);
        send("sip.example.org");
        CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
            try {
                exchange();
            } catch (IOException broken) {
                throw new AssertionError(broken);
            }
        });
        assertEquals("tls", fixture.entityTag());
        served.join();
        org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            fixture.time.advance(Duration.ofSeconds(1));
            return !fixture.ends.isEmpty();
        });
        assertTrue(fixture.reason().contains("within 10 seconds"));
        silent.close();
    }
}
