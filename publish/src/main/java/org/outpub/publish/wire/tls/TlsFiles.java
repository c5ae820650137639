package org.outpub.publish.wire.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.TlsOptions;

/**
 * What the files of a transport hold. Immutable.
 *
 * @param chain the own certificate and those that lead from it to a trusted one; empty for none
 * @param key of the own certificate; null for none
 * @param trusted certificates to trust; empty for the platform's
 */
record TlsFiles(List<X509Certificate> chain, @Nullable PrivateKey key, List<X509Certificate> trusted) {
    private static final long LARGEST_FILE = 16 << 20;

    TlsFiles {
        chain = List.copyOf(chain);
        trusted = List.copyOf(trusted);
    }

    /**
     * Reads them.
     *
     * @param options name them
     * @return what they hold
     * @throws IOException if one cannot be read; the message names option, file and reason
     */
    static TlsFiles read(TlsOptions options) throws IOException {
        List<X509Certificate> trusted = new ArrayList<>();
        if (options.caListFile() != null) {
            trusted.addAll(certificates("ca_list_file", options.caListFile()));
        }
        if (options.caListPath() != null) {
            trusted.addAll(certificatesIn(options.caListPath()));
        }
        Path certFile = options.certFile();
        if (certFile == null) {
            return new TlsFiles(List.of(), null, trusted);
        }
        List<X509Certificate> chain = certificates("cert_file", certFile);
        Path keyFile = options.privKeyFile() == null ? certFile : options.privKeyFile();
        PrivateKey key = privateKey(keyFile, options.password());
        if (!belongTogether(key, chain.get(0).getPublicKey())) {
            throw new IOException(
                    "priv_key_file: " + keyFile + " is not the key of the first certificate in " + certFile);
        }
        return new TlsFiles(chain, key, trusted);
    }

    private static List<Pem> blocks(String option, Path file) throws IOException {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new IOException(option + ": " + file + " is too large to be a PEM file");
            }
            return Pem.parse(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException missing) {
            throw new IOException(option + ": there is no file " + file, missing);
        } catch (java.nio.file.AccessDeniedException denied) {
            throw new IOException(option + ": " + file + " may not be read by this user", denied);
        } catch (IllegalArgumentException malformed) {
            throw new IOException(option + ": " + file + " is damaged: " + malformed.getMessage(), malformed);
        }
    }

    private static List<X509Certificate> certificates(String option, Path file) throws IOException {
        List<X509Certificate> found = certificatesOf(option, file);
        if (found.isEmpty()) {
            throw new IOException(option + ": " + file + " holds no PEM certificate");
        }
        return found;
    }

    private static List<X509Certificate> certificatesOf(String option, Path file) throws IOException {
        List<X509Certificate> found = new ArrayList<>();
        for (Pem block : blocks(option, file)) {
            if (block.isCertificate()) {
                try {
                    found.add((X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(block.der())));
                } catch (CertificateException malformed) {
                    throw new IOException(
                            option + ": a certificate in " + file + " is damaged: " + malformed.getMessage(),
                            malformed);
                }
            }
        }
        return found;
    }

    private static List<X509Certificate> certificatesIn(Path folder) throws IOException {
        List<X509Certificate> found = new ArrayList<>();
        for (Path file : filesIn("ca_list_path", folder)) {
            found.addAll(certificatesOf("ca_list_path", file));
        }
        if (found.isEmpty()) {
            throw new IOException("ca_list_path: no file in " + folder + " holds a PEM certificate");
        }
        return found;
    }

    static List<Path> filesIn(String option, Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException unreadable) {
            throw new IOException(option + ": the folder " + folder + " cannot be read", unreadable);
        }
    }

    private static PrivateKey privateKey(Path file, @Nullable String password) throws IOException {
        for (Pem block : blocks("priv_key_file", file)) {
            if (block.isPrivateKey()) {
                try {
                    return PrivateKeys.read(block, password);
                } catch (IOException refused) {
                    throw new IOException("priv_key_file: " + file + ": " + refused.getMessage(), refused);
                }
            }
        }
        throw new IOException("priv_key_file: " + file + " holds no PEM private key");
    }

    private static boolean belongTogether(PrivateKey key, PublicKey certified) throws IOException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
            default -> "";
        };
        if (algorithm.isEmpty()) {
            return true;
        }
        try {
            byte[] sample = {1, 2, 3};
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException unlike) {
            return false;
        }
    }

    /** Prints how much there is. */
    @Override
    public String toString() {
        return chain.size() + " certificates, " + trusted.size() + " trusted";
    }
}
