package org.outpub.publish.wire.tls;

import static org.bouncycastle.openssl.PKCS8Generator.PRF_HMACSHA1;
import static org.bouncycastle.openssl.PKCS8Generator.PRF_HMACSHA256;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.publish.config.TlsOptions;
import org.outpub.publish.wire.tls.Certificates.Identity;

class TlsContextTest {
    private static final Identity CA = Certificates.authority();

    @TempDir
    private Path folder;

    private static TlsOptions options(Path cert, Path key, String password, String... ciphers) {
        return new TlsOptions(
                cert, key, password, null, null, true, false, false, false, List.of("TLSv1.2"), List.of(ciphers));
    }

    @Nested
    class PrivateKeysInPem {
        private PrivateKey read(String pem, String password) throws IOException {
            return PrivateKeys.read(Pem.parse(pem).get(0), password);
        }

        @ParameterizedTest
        @ValueSource(strings = {"RSA", "EC", "Ed25519"})
        void pkcs8(String algorithm) throws Exception {
            PrivateKey key = Certificates.keyPair(algorithm).getPrivate();
            assertEquals(key, read(Certificates.pem(new PemObject("PRIVATE KEY", key.getEncoded())), null));
        }

        @Test
        void pkcs1() throws Exception {
            PrivateKey key = Certificates.keyPair("RSA").getPrivate();
            String pem = Certificates.pem(key);
            assertTrue(pem.startsWith("-----BEGIN RSA PRIVATE KEY-----"));
            assertEquals(key, read(pem, null));
        }

        @Test
        void sec1() throws Exception {
            KeyPair keys = Certificates.keyPair("EC");
            ECPrivateKey inner = ECPrivateKey.getInstance(
                    PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded()).parsePrivateKey());
            ECPrivateKey named = new ECPrivateKey(256, inner.getKey(), X9ObjectIdentifiers.prime256v1);
            String pem = Certificates.pem(new PemObject("EC PRIVATE KEY", named.getEncoded()));
            // As OpenSSL writes it: the curve stands before the key, too.
            String parameters =
                    Certificates.pem(new PemObject("EC PARAMETERS", X9ObjectIdentifiers.prime256v1.getEncoded()));
            PrivateKey read = PrivateKeys.read(Pem.parse(parameters + pem).get(1), null);
            assertEquals(
                    ((java.security.interfaces.ECPrivateKey) keys.getPrivate()).getS(),
                    ((java.security.interfaces.ECPrivateKey) read).getS());
        }

        @ParameterizedTest
        @CsvSource({"2.16.840.1.101.3.4.1.42, true", "2.16.840.1.101.3.4.1.2, false"})
        void encryptedPkcs8(String cipher, boolean newer) throws Exception {
            PrivateKey key = Certificates.keyPair("RSA").getPrivate();
            JceOpenSSLPKCS8EncryptorBuilder encryptor =
                    new JceOpenSSLPKCS8EncryptorBuilder(new ASN1ObjectIdentifier(cipher));
            encryptor
                    .setProvider(new BouncyCastleProvider())
                    .setPassword("s3cret".toCharArray())
                    .setPRF(newer ? PRF_HMACSHA256 : PRF_HMACSHA1);
            String pem = Certificates.pem(new JcaPKCS8Generator(key, encryptor.build()).generate());
            assertTrue(pem.startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
            assertEquals(key, read(pem, "s3cret"));
            IOException wrong = assertThrows(IOException.class, () -> read(pem, "wr0ng"));
            assertTrue(wrong.getMessage().contains("the option password does not open it"), wrong.getMessage());
            assertFalse(wrong.toString().contains("wr0ng"));
            IOException none = assertThrows(IOException.class, () -> read(pem, null));
            assertTrue(none.getMessage().contains("expected its passphrase in the option password"));
        }

        @Test
        void theOldEncryptionIsRefusedWithTheWayOut() {
            String pem = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n"
                    + "-----END RSA PRIVATE KEY-----\n";
            IOException refused = assertThrows(IOException.class, () -> read(pem, "x"));
            assertTrue(refused.getMessage().contains("openssl pkcs8 -topk8"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "PRIVATE KEY",
                    "RSA PRIVATE KEY",
                    "EC PRIVATE KEY",
                    "ENCRYPTED PRIVATE KEY",
                    "DSA PRIVATE KEY"
                })
        void damageIsTold(String label) {
            for (String content : List.of("", "MAA=", "MIIB", "MIT/////", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")) {
                String pem = "-----BEGIN " + label + "-----\n" + content + "\n-----END " + label + "-----\n";
                assertThrows(IOException.class, () -> read(pem, "x"), () -> label + " " + content);
            }
        }
    }

    @Test
    void aChainAndItsKeyMayStandInOneFileAmongOtherText() throws Exception {
        Identity own = Certificates.identity("own", CA);
        Path file = Files.writeString(
                folder.resolve("all.pem"),
                "subject=own\n" + Certificates.pem(own.certificate()) + "\r\nissuer\n"
                        + Certificates.pem(CA.certificate())
                        + Certificates.pem(
                                new PemObject("PRIVATE KEY", own.key().getEncoded())));
        assertTrue(TlsContext.load(options(file, null, null), null).hasCertificate());
    }

    @Test
    void blocksThatAreNotEndedAreSkippedAndManyOfThemCostNoTime() {
        String block = "-----BEGIN A-----\nAAAA\n-----END A-----\n";
        assertEquals(
                1,
                Pem.parse("-----BEGIN B-----\nAAAA\n" + block + "-----END B-----")
                        .size());
        assertEquals(
                2,
                Pem.parse(block + "x: y\n-----BEGIN C-----\n-----END D-----\r\n" + block)
                        .size());
        assertEquals(
                3,
                Pem.parse("-----BEGIN A-----\nX-Name: y\n\nAAAA\n-----END A-----\n")
                        .get(0)
                        .der()
                        .length);
        assertEquals(
                0,
                Pem.parse("-----BEGIN " + "A".repeat(100) + "-----\n-----END A-----")
                        .size());
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            Pem.parse("-----BEGIN A-----\n".repeat(60_000));
            Pem.parse("-----BEGIN A-----\n".repeat(60_000) + "-----END B-----");
            Pem.parse("-----END A-----".repeat(60_000));
            Pem.parse("-----BEGIN A-----\n" + "a: b\n".repeat(200_000) + "-----END A-----");
        });
    }

    private String refusal(TlsOptions options) {
        return assertThrows(IOException.class, () -> TlsContext.load(options, null))
                .getMessage();
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        Path cert = Certificates.identity("a", CA).writeCertificate(folder.resolve("cert.pem"));
        Path key = Certificates.identity("b", CA).writeKey(folder.resolve("key.pem"));
        assertEquals(
                "priv_key_file: " + key + " is not the key of the first certificate in " + cert,
                refusal(options(cert, key, null)));
    }

    @Test
    void anEmptyFileIsToldByItsOption() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        assertEquals("cert_file: " + empty + " holds no PEM certificate", refusal(options(empty, null, null)));
        Path cert = Certificates.identity("a", CA).writeCertificate(folder.resolve("cert.pem"));
        assertEquals("priv_key_file: " + empty + " holds no PEM private key", refusal(options(cert, empty, null)));
    }

    @Test
    void anUnknownCipherIsToldByItsName() {
        assertEquals(
                "cipher: 'ROT13' is no cipher suite that this Java supports",
                refusal(options(null, null, null, "ECDHE-RSA-AES256-GCM-SHA384", "ROT13")));
    }

    @ParameterizedTest
    @CsvSource({
        "ECDHE-RSA-AES128-GCM-SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "ECDHE-ECDSA-CHACHA20-POLY1305, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "DHE-RSA-AES256-SHA256, TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
        "AES256-SHA, TLS_RSA_WITH_AES_256_CBC_SHA",
        "ECDHE-RSA-AES256-SHA384, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
        "TLS_AES_128_GCM_SHA256, TLS_AES_128_GCM_SHA256",
        "0xC02F, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "4865, TLS_AES_128_GCM_SHA256"
    })
    void ciphersAreNamedAsUsersNameThem(String written, String suite) throws Exception {
        assertEquals(List.of(suite), List.of(CipherSuites.resolve(List.of(written), new String[] {suite})));
    }

    @Test
    void aRenewedFileIsNoticed() throws Exception {
        Identity own = Certificates.identity("own", CA);
        Path cert = own.writeCertificate(folder.resolve("cert.pem"));
        Path key = own.writeKey(folder.resolve("key.pem"));
        TlsContext context = TlsContext.load(options(cert, key, null), null);
        assertFalse(context.isOutdated());
        Certificates.identity("new", CA).writeCertificate(cert);
        assertTrue(context.isOutdated());
        Files.delete(cert);
        assertTrue(context.isOutdated());
    }

    @Test
    void aCertificateThatEndsWithinTwoWeeksIsWarnedOf() throws Exception {
        Identity own = Certificates.ending(Duration.ofDays(20), CA);
        Path cert = own.writeCertificate(folder.resolve("cert.pem"));
        Path key = own.writeKey(folder.resolve("key.pem"));
        TlsContext context = TlsContext.load(options(cert, key, null), null);
        assertEquals(List.of(), context.expiryWarnings(Instant.now()));
        String soon =
                context.expiryWarnings(Instant.now().plus(Duration.ofDays(10))).get(0);
        assertTrue(soon.contains("CN=ending") && soon.contains("ends on") && soon.contains("in 9 days"), soon);
        String late =
                context.expiryWarnings(Instant.now().plus(Duration.ofDays(30))).get(0);
        assertTrue(late.contains("ended on"), late);
    }

    @Test
    void weakCertificatesAreToldByWhatIsWeak() throws Exception {
        assertEquals(
                Optional.of("the certificate of 'CN=weak' has an RSA key of 1024 bits; 2048 or more are taken"),
                CertificateStrength.weakness(Certificates.ofKey("RSA-1024", CA).certificate()));
        assertEquals(
                Optional.of("the certificate of 'CN=weak' is signed by SHA1withECDSA; SHA-256 or better is taken"),
                CertificateStrength.weakness(
                        Certificates.signedBy("SHA1withECDSA", CA).certificate()));
        for (Identity sound : List.of(CA, Certificates.ofKey("RSA", CA), Certificates.ofKey("Ed25519", CA))) {
            assertEquals(Optional.empty(), CertificateStrength.weakness(sound.certificate()));
        }
        // An old authority's signature over itself is not what it is believed for.
        assertEquals(
                Optional.empty(),
                CertificateStrength.weakness(
                        Certificates.signedBy("SHA1withECDSA", null).certificate()));
    }

    @Test
    void aWeakAuthorityIsNotTrusted() throws Exception {
        Path weak = Certificates.ofKey("RSA-1024", CA).writeCertificate(folder.resolve("ca.pem"));
        TlsOptions checking =
                new TlsOptions(null, null, null, weak, null, true, false, false, false, List.of("TLSv1.3"), List.of());
        assertTrue(refusal(checking).startsWith("ca_list_file: the certificate of 'CN=weak' has an RSA key of 1024"));
    }

    @Test
    void aWeakCertificateOfOurOwnIsWarnedOf() throws Exception {
        Identity own = Certificates.ofKey("RSA-1024", CA);
        Path cert = own.writeCertificate(folder.resolve("cert.pem"));
        Path key = own.writeKey(folder.resolve("key.pem"));
        List<String> warnings = TlsContext.load(options(cert, key, null), null).expiryWarnings(Instant.now());
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).contains("1024 bits"), warnings.get(0));
    }

    @Nested
    class Identities {
        private Optional<String> refusal(String domain, boolean wildcards, GeneralName... names) {
            return SipIdentity.refusal(
                    Certificates.identity("cn.example.org", CA, names).certificate(), domain, wildcards);
        }

        private void accepts(String domain, GeneralName... names) {
            assertEquals(Optional.empty(), refusal(domain, false, names));
        }

        private void refuses(String domain, GeneralName... names) {
            assertTrue(refusal(domain, false, names).isPresent(), domain);
        }

        @Test
        void aSipUriNamesADomain() {
            accepts("example.org", Certificates.uri("sip:example.org"));
            accepts("EXAMPLE.org.", Certificates.uri("SIP:Example.ORG;x=y"));
            refuses("example.org", Certificates.uri("sip:bob@example.org"));
            refuses("example.org", Certificates.uri("https://example.org"));
            refuses("a.example.org", Certificates.uri("sip:example.org"));
        }

        @Test
        void dnsNamesCountOnlyWithoutSipUris() {
            accepts("example.org", Certificates.dns("other.org"), Certificates.dns("Example.org"));
            refuses("example.org", Certificates.uri("sip:other.org"), Certificates.dns("example.org"));
            accepts("example.org", Certificates.uri("sip:bob@other.org"), Certificates.dns("example.org"));
        }

        @Test
        void theCommonNameCountsOnlyWithoutAlternativeNames() {
            accepts("cn.example.org");
            refuses("cn.example.org", Certificates.dns("example.org"));
        }

        @Test
        void anOrganisationCannotCallItselfACommonName() {
            Identity posing = Certificates.ofSubject("CN=evil.example.net,O=x\\,CN=sip.example.org", CA);
            assertEquals(Optional.empty(), SipIdentity.refusal(posing.certificate(), "evil.example.net", false));
            assertTrue(SipIdentity.refusal(posing.certificate(), "sip.example.org", false)
                    .isPresent());
            Identity nameless = Certificates.ofSubject("O=x\\,CN=sip.example.org", CA);
            assertTrue(SipIdentity.refusal(nameless.certificate(), "sip.example.org", false)
                    .isPresent());
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "CN=a|a",
                    "O=x,CN=a,C=DE|a",
                    "O=x+CN=a|a",
                    "cn=a|a",
                    "O=CN=a|",
                    "O=x\\,CN=a|",
                    "O=x\\\\,CN=a|a",
                    "O=x\\|",
                    "''|"
                })
        void aCommonNameIsOneAttributeOfTheSubject(String subject, String name) {
            assertEquals(Optional.ofNullable(name), SipIdentity.commonName(subject));
        }

        @Test
        void anAddressIsFoundAmongAddresses() {
            accepts("192.0.2.1", Certificates.ip("192.0.2.1"), Certificates.uri("sip:example.org"));
            accepts("2001:db8::1", Certificates.ip("2001:db8:0:0:0:0:0:1"));
            refuses("192.0.2.1", Certificates.ip("192.0.2.2"));
            refuses("192.0.2.1", Certificates.dns("192.0.2.1"));
        }

        @Test
        void aWildcardStandsForOneLabelWhereItIsAllowed() {
            GeneralName wild = Certificates.dns("*.example.org");
            assertEquals(Optional.empty(), refusal("a.example.org", true, wild));
            assertTrue(refusal("a.example.org", false, wild).isPresent());
            assertTrue(refusal("a.b.example.org", true, wild).isPresent());
            assertTrue(refusal("example.org", true, wild).isPresent());
        }
    }
}
