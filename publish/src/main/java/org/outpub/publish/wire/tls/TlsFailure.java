package org.outpub.publish.wire.tls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;

/** Says in one line why a TLS connection failed. */
public final class TlsFailure {
    private TlsFailure() {}

    /**
     * Finds the reason.
     *
     * @param failure what the platform threw
     * @return a clause without line breaks
     */
    public static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
            if (root instanceof CertificateExpiredException || root instanceof CertificateNotYetValidException) {
                break;
            }
        }
        if (root instanceof CertificateExpiredException) {
            return "the certificate has expired (" + root.getMessage() + ")";
        }
        if (root instanceof CertificateNotYetValidException) {
            return "the certificate is not valid yet (" + root.getMessage() + ")";
        }
        if (root instanceof CertPathBuilderException) {
            return "no trusted authority signed the certificate; expected one of ca_list_file or ca_list_path";
        }
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return message.lines().findFirst().orElse("");
    }
}
