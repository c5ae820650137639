package org.outpub.publish.wire.tls;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.Locale;
import java.util.Optional;
import org.outpub.api.config.Excerpt;

/**
 * Whether a certificate is strong enough to prove anything (NIST SP 800-131A, RFC 9325 §4.2): not an RSA key below 2048
 * bits, nor a signature over MD5 or SHA-1, which can be made to fit another certificate. What platforms let pass differs;
 * this does not. Pure.
 */
final class CertificateStrength {
    private static final int SMALLEST_RSA = 2048;
    private static final int SMALLEST_EC = 224;

    private CertificateStrength() {}

    /**
     * Looks at a chain as a peer shows it.
     *
     * @param chain the peer's own certificate first
     * @return what is too weak; empty if nothing is
     */
    static Optional<String> weakness(X509Certificate[] chain) {
        for (X509Certificate certificate : chain) {
            Optional<String> found = weakness(certificate);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /**
     * Looks at one certificate. What signed itself is believed because it is listed and not for its signature.
     *
     * @param certificate any
     * @return what is too weak
     */
    static Optional<String> weakness(X509Certificate certificate) {
        String about = "the certificate of "
                + Excerpt.quoted(certificate.getSubjectX500Principal().getName());
        Optional<String> key = weakness(certificate.getPublicKey());
        if (key.isPresent()) {
            return Optional.of(about + " has " + key.get());
        }
        boolean ownSignature = certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        boolean weak = signature.contains("SHA1") || signature.contains("MD5") || signature.contains("MD2");
        return weak && !ownSignature
                ? Optional.of(about + " is signed by " + certificate.getSigAlgName() + "; SHA-256 or better is taken")
                : Optional.empty();
    }

    private static Optional<String> weakness(PublicKey key) {
        if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < SMALLEST_RSA) {
            return Optional.of(
                    "an RSA key of " + rsa.getModulus().bitLength() + " bits; " + SMALLEST_RSA + " or more are taken");
        }
        if (key instanceof ECKey curve
                && curve.getParams().getCurve().getField().getFieldSize() < SMALLEST_EC) {
            return Optional.of("an elliptic curve of "
                    + curve.getParams().getCurve().getField().getFieldSize() + " bits; " + SMALLEST_EC
                    + " or more are taken");
        }
        return key instanceof DSAKey ? Optional.of("a DSA key, which nobody takes any more") : Optional.empty();
    }
}
