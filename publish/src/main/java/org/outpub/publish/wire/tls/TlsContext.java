package org.outpub.publish.wire.tls;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.TlsOptions;

/**
 * The options of a TLS transport and what its files held at one time, ready for use. Immutable; a change of the files
 * makes another one.
 */
public final class TlsContext {
    /** How long before a certificate ends there is a warning. */
    private static final Duration WARNED_BEFORE = Duration.ofDays(14);

    private final TlsOptions options;
    private final String fingerprint;
    private final TlsFiles files;
    private final boolean lent;
    private final SSLContext context;
    private final String[] ciphers;

    private TlsContext(TlsOptions options, @Nullable SSLContext host, String fingerprint)
            throws IOException, GeneralSecurityException {
        this.options = options;
        this.fingerprint = fingerprint;
        this.files = TlsFiles.read(options);
        this.lent = host != null && options.namesNoFile();
        this.context = host != null && lent ? host : ownContext(files, options);
        this.ciphers = CipherSuites.resolve(
                options.ciphers(), context.getSupportedSSLParameters().getCipherSuites());
    }

    private static SSLContext ownContext(TlsFiles files, TlsOptions options)
            throws IOException, GeneralSecurityException {
        KeyManager[] own = files.key() == null
                ? new KeyManager[0]
                : new KeyManager[] {
                    new OwnCertificate(
                            files.chain().toArray(X509Certificate[]::new), Objects.requireNonNull(files.key()))
                };
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own, new TrustManager[] {new SipTrust(paths(strongOf(files.trusted(), options)), options)}, null);
        return context;
    }

    /**
     * Reads the files.
     *
     * @param options of the transport
     * @param host what to use if the options name no file; null for what the platform trusts
     * @return ready for use
     * @throws IOException if a file or an option is wrong; the message names it and says why
     */
    public static TlsContext load(TlsOptions options, @Nullable SSLContext host) throws IOException {
        try {
            return new TlsContext(options, host, fingerprint(options));
        } catch (GeneralSecurityException refused) {
            throw new IOException("TLS cannot be used: " + refused.getMessage(), refused);
        }
    }

    private static X509ExtendedTrustManager paths(List<X509Certificate> trusted)
            throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(trusted.isEmpty() ? platformsOwn() : storeOf(trusted));
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    @SuppressWarnings("NullAway") // null is the platform's name for its own trusted certificates
    private static @Nullable KeyStore platformsOwn() {
        return null;
    }

    /** A weak authority's signature proves nothing, whoever lists it. */
    private static List<X509Certificate> strongOf(List<X509Certificate> trusted, TlsOptions options)
            throws IOException {
        if (!options.verifyServer() && !options.verifyClient()) {
            return trusted;
        }
        List<X509Certificate> strong = trusted.stream()
                .filter(one -> CertificateStrength.weakness(one).isEmpty())
                .toList();
        if (strong.isEmpty() && !trusted.isEmpty()) {
            throw new IOException((options.caListFile() != null ? "ca_list_file: " : "ca_list_path: ")
                    + CertificateStrength.weakness(trusted.get(0)).orElseThrow());
        }
        return strong;
    }

    private static KeyStore storeOf(List<X509Certificate> trusted) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < trusted.size(); i++) {
            store.setCertificateEntry("ca" + i, trusted.get(i));
        }
        return store;
    }

    /**
     * Begins a connection as its client.
     *
     * @param domain what is to be reached, before any look-up: a name, or an IP literal without brackets
     * @param port of the server
     * @return an engine that checks the server as the options say
     */
    public SSLEngine client(String domain, int port) {
        SSLEngine engine = context.createSSLEngine(domain, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = parameters();
        if (!InetAddresses.isInetAddress(domain)) {
            serverName(domain).ifPresent(name -> parameters.setServerNames(List.of(name)));
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static Optional<SNIHostName> serverName(String domain) {
        try {
            return Optional.of(
                    new SNIHostName(domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain));
        } catch (IllegalArgumentException noHostName) {
            return Optional.empty();
        }
    }

    /**
     * Begins a connection as its server.
     *
     * @return an engine that checks the client as the options say
     */
    public SSLEngine server() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = parameters();
        if (options.requireClientCert()) {
            parameters.setNeedClientAuth(true);
        } else {
            parameters.setWantClientAuth(options.verifyClient());
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /**
     * What remains to be checked once a handshake has ended: whom the certificate is for (RFC 5922 §7), if a lent context
     * has checked the rest. Our own has checked that on the way.
     *
     * @param engine as it was made here
     * @throws SSLException if the peer is somebody else
     */
    public void checkPeer(SSLEngine engine) throws SSLException {
        if (!lent || !engine.getUseClientMode() || !options.verifyServer()) {
            return;
        }
        Certificate shown = engine.getSession().getPeerCertificates()[0];
        Optional<String> refusal =
                SipIdentity.refusal((X509Certificate) shown, engine.getPeerHost(), options.allowWildcardCerts());
        if (refusal.isPresent()) {
            throw new SSLException(refusal.get());
        }
    }

    private SSLParameters parameters() {
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setProtocols(options.versions().toArray(String[]::new));
        if (ciphers.length > 0) {
            parameters.setCipherSuites(ciphers);
        }
        return parameters;
    }

    /**
     * Whether it can be a server.
     *
     * @return false without a certificate; a lent context is taken to have one
     */
    public boolean hasCertificate() {
        return lent || files.key() != null;
    }

    /**
     * Whether the files hold something else now. Reads them.
     *
     * @return true if they should be loaded again
     */
    public boolean isOutdated() {
        return !fingerprint.equals(fingerprint(options));
    }

    /**
     * The options it was made from.
     *
     * @return the options
     */
    public TlsOptions options() {
        return options;
    }

    /**
     * What to say about the own certificates that end soon, have ended, or are too weak for many.
     *
     * @param now the wall-clock time
     * @return a sentence for each; empty if there is none
     */
    public List<String> expiryWarnings(Instant now) {
        List<String> warnings = new ArrayList<>();
        CertificateStrength.weakness(files.chain().toArray(X509Certificate[]::new))
                .ifPresent(weakness -> warnings.add(weakness + ", and many refuse it; " + options.certFile()));
        for (X509Certificate certificate : files.chain()) {
            Instant end = certificate.getNotAfter().toInstant();
            if (now.plus(WARNED_BEFORE).isAfter(end)) {
                long days = Duration.between(now, end).toDays();
                warnings.add("the certificate of "
                        + certificate.getSubjectX500Principal().getName() + " in "
                        + options.certFile()
                        + (now.isAfter(end) ? " ended on " + end : " ends on " + end + ", in " + days + " days")
                        + "; put a renewed one in its place, and it is used without a restart");
            }
        }
        return warnings;
    }

    /** Changes with the content of the files, and when one comes or goes. */
    private static String fingerprint(TlsOptions options) {
        List<Path> files = new ArrayList<>();
        for (Path file : java.util.Arrays.asList(options.certFile(), options.privKeyFile(), options.caListFile())) {
            if (file != null) {
                files.add(file);
            }
        }
        if (options.caListPath() != null) {
            try {
                files.addAll(TlsFiles.filesIn("ca_list_path", options.caListPath()));
            } catch (IOException missing) {
                files.add(options.caListPath());
            }
        }
        Hasher hasher = Hashing.sha256().newHasher();
        for (Path file : files) {
            hasher.putUnencodedChars(file.toString());
            try {
                hasher.putBytes(Files.readAllBytes(file));
            } catch (IOException missing) {
                hasher.putByte((byte) 0);
            }
        }
        return hasher.hash().toString();
    }

    /** Prints the files only. */
    @Override
    public String toString() {
        return options.toString();
    }
}
