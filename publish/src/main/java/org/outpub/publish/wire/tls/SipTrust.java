package org.outpub.publish.wire.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.TlsOptions;

/**
 * Trusts peers as the options of a transport say: the path to a trusted certificate (RFC 5280), its strength,
 * and for servers the domain (RFC 5922). Serves engines, not sockets. Immutable.
 */
final class SipTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager paths;
    private final TlsOptions options;

    SipTrust(X509ExtendedTrustManager paths, TlsOptions options) {
        this.paths = paths;
        this.options = options;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        if (!options.verifyServer()) {
            return;
        }
        paths.checkServerTrusted(chain, authType, engine);
        checkStrength(chain);
        String domain = engine == null ? null : engine.getPeerHost();
        Optional<String> refusal = domain == null
                ? Optional.of("no domain to check it against")
                : SipIdentity.refusal(chain[0], domain, options.allowWildcardCerts());
        if (refusal.isPresent()) {
            throw new CertificateException(refusal.get());
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        if (options.verifyClient()) {
            paths.checkClientTrusted(chain, authType, engine);
            checkStrength(chain);
        }
    }

    private static void checkStrength(X509Certificate[] chain) throws CertificateException {
        Optional<String> weakness = CertificateStrength.weakness(chain);
        if (weakness.isPresent()) {
            throw new CertificateException(weakness.get());
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        checkServerTrusted(chain, authType, (SSLEngine) null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType, (SSLEngine) null);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        checkClientTrusted(chain, authType, (SSLEngine) null);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType, (SSLEngine) null);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return options.verifyClient() ? paths.getAcceptedIssuers() : new X509Certificate[0];
    }
}
