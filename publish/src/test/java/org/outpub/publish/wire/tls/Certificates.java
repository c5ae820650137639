package org.outpub.publish.wire.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Random;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** Makes certificates for tests: an authority, and what it signs. */
public final class Certificates {
    private static final Random SERIALS = new Random(1);
    private static final String SIGNATURE = "SHA256withECDSA";

    private Certificates() {}

    /** A certificate and its key. */
    public record Identity(X509Certificate certificate, PrivateKey key) {
        public Path writeCertificate(Path file) throws IOException {
            return Files.writeString(file, pem(certificate));
        }

        public Path writeKey(Path file) throws IOException {
            return Files.writeString(file, pem(new PemObject("PRIVATE KEY", key.getEncoded())));
        }

        @Override
        public String toString() {
            return certificate.getSubjectX500Principal().getName();
        }
    }

    public static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    public static KeyPair keyPair(String algorithm) throws GeneralSecurityException {
        boolean small = algorithm.equals("RSA-1024");
        KeyPairGenerator generator = KeyPairGenerator.getInstance(small ? "RSA" : algorithm);
        if (small) {
            generator.initialize(1024);
        } else if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        } else if (algorithm.equals("RSA")) {
            generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }

    public static Identity authority() {
        return make("Test CA", null, Duration.ofDays(365), true, null);
    }

    /** Signed by an authority, or by itself if that is null. */
    public static Identity identity(String name, Identity authority, GeneralName... alternatives) {
        return make(name, authority, Duration.ofDays(365), false, null, alternatives);
    }

    /** May be used for one purpose alone (RFC 5280 §4.2.1.12). */
    public static Identity identityFor(KeyPurposeId purpose, Identity authority, GeneralName... alternatives) {
        return make("limited", authority, Duration.ofDays(365), false, purpose, alternatives);
    }

    /** Ends in so long from now; negative for one that has ended. */
    public static Identity ending(Duration in, Identity authority, GeneralName... alternatives) {
        return make("ending", authority, in, false, null, alternatives);
    }

    public static GeneralName dns(String name) {
        return new GeneralName(GeneralName.dNSName, name);
    }

    public static GeneralName uri(String uri) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, uri);
    }

    public static GeneralName ip(String address) {
        return new GeneralName(GeneralName.iPAddress, address);
    }

    /** Of a key that is named {@code RSA-1024} or like the algorithm. */
    public static Identity ofKey(String key, Identity authority, GeneralName... alternatives) {
        return make("CN=weak", authority, Duration.ofDays(365), false, null, key, SIGNATURE, alternatives);
    }

    /** Signed by an algorithm such as {@code SHA1withECDSA}. */
    public static Identity signedBy(String signature, Identity authority, GeneralName... alternatives) {
        return make("CN=weak", authority, Duration.ofDays(365), false, null, "EC", signature, alternatives);
    }

    /** Of a subject as RFC 2253 writes it. */
    public static Identity ofSubject(String subject, Identity authority) {
        return make(subject, authority, Duration.ofDays(365), false, null, "EC", SIGNATURE);
    }

    private static Identity make(
            String name,
            Identity authority,
            Duration lifetime,
            boolean ca,
            KeyPurposeId purpose,
            GeneralName... alternatives) {
        return make("CN=" + name, authority, lifetime, ca, purpose, "EC", SIGNATURE, alternatives);
    }

    private static Identity make(
            String name,
            Identity authority,
            Duration lifetime,
            boolean ca,
            KeyPurposeId purpose,
            String key,
            String signature,
            GeneralName... alternatives) {
        try {
            KeyPair keys = keyPair(key);
            X500Name subject = new X500Name(name);
            X500Name issuer = authority == null
                    ? subject
                    : new X500Name(
                            authority.certificate().getSubjectX500Principal().getName());
            Instant end = Instant.now().plus(lifetime);
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    new BigInteger(64, SERIALS),
                    Date.from(end.minus(Duration.ofDays(400))),
                    Date.from(end),
                    subject,
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
            if (purpose != null) {
                builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
            }
            if (alternatives.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            }
            PrivateKey signer = authority == null ? keys.getPrivate() : authority.key();
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(signature).build(signer)));
            return new Identity(certificate, keys.getPrivate());
        } catch (IOException | GeneralSecurityException | OperatorCreationException broken) {
            throw new AssertionError(broken);
        }
    }

    /** What a TLS server of a test needs; clients are asked for what the trusted one signed if it is not null. */
    public static SSLContext server(Identity own, Identity trusted) {
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("own", own.key(), new char[0], new X509Certificate[] {own.certificate()});
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("SunX509");
            keyManagers.init(keys, new char[0]);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            KeyStore authorities = KeyStore.getInstance("PKCS12");
            authorities.load(null, null);
            authorities.setCertificateEntry("ca", (trusted == null ? own : trusted).certificate());
            trust.init(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException broken) {
            throw new AssertionError(broken);
        }
    }
}
