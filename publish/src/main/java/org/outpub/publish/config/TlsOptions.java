package org.outpub.publish.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.FieldCodec;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.FieldValues;
import org.outpub.api.sorcery.type.ObjectType;

/**
 * The options of a {@code transport} that say how it speaks TLS. Immutable. The text form shows no secret.
 *
 * @param certFile PEM certificates, the own one first; null for none
 * @param privKeyFile the PEM key of the own certificate; null if it stands in {@code certFile}
 * @param password opens an encrypted key; null for none
 * @param caListFile PEM certificates that are trusted; null for none
 * @param caListPath a folder of such files; null for none
 * @param verifyServer whether a server's certificate is checked
 * @param verifyClient whether a client's certificate is checked, if it shows one
 * @param requireClientCert whether a client must show a certificate
 * @param allowWildcardCerts whether {@code *.example.org} names the hosts of a domain
 * @param versions JSSE names of the protocol versions to speak
 * @param ciphers cipher suites as written; empty for the platform's
 */
public record TlsOptions(
        @Nullable Path certFile,
        @Nullable Path privKeyFile,
        @Nullable String password,
        @Nullable Path caListFile,
        @Nullable Path caListPath,
        boolean verifyServer,
        boolean verifyClient,
        boolean requireClientCert,
        boolean allowWildcardCerts,
        List<String> versions,
        List<String> ciphers) {
    private static final List<String> ALL_VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    /** Checks servers by what the platform trusts, and shows no certificate. */
    public static final TlsOptions STRICT =
            new TlsOptions(null, null, null, null, null, true, false, false, false, ALL_VERSIONS, List.of());

    /**
     * Speaks to one server, and shows no certificate.
     *
     * @param trusted PEM certificates that may sign the server's; null for the platform's
     * @param verify whether it is checked
     * @return the options
     */
    public static TlsOptions toServer(@Nullable Path trusted, boolean verify) {
        return new TlsOptions(null, null, null, trusted, null, verify, false, false, false, ALL_VERSIONS, List.of());
    }

    /** Copies the lists. */
    public TlsOptions {
        versions = List.copyOf(versions);
        ciphers = List.copyOf(ciphers);
    }

    /**
     * Whether neither an own certificate nor trusted ones are named.
     *
     * @return true if it is left to the platform, or to the host
     */
    public boolean namesNoFile() {
        return certFile == null && privKeyFile == null && caListFile == null && caListPath == null;
    }

    static ObjectType.Builder<Transport> declare(ObjectType.Builder<Transport> type) {
        return type.optional("cert_file", path(), of(tls -> tls.certFile))
                .about(
                        "the own certificate, PEM, its chain after it; without one, nobody can connect to a TLS transport")
                .optional("priv_key_file", path(), of(tls -> tls.privKeyFile))
                .about("its key: PKCS#8 (encrypted too), PKCS#1 or SEC 1; `cert_file` if it stands there")
                .secret("password", FieldCodecs.string(), of(tls -> tls.password))
                .about("opens an encrypted key")
                .optional("ca_list_file", path(), of(tls -> tls.caListFile))
                .about("who may sign a server's certificate, PEM; the platform's if left out")
                .optional("ca_list_path", path(), of(tls -> tls.caListPath))
                .about("a folder of such files")
                .field("verify_server", FieldCodecs.yesNo(), "no", transport -> transport.tls().verifyServer)
                .about("check servers: signature, dates, and the domain of the URI (RFC 5922)")
                .field("verify_client", FieldCodecs.yesNo(), "no", transport -> transport.tls().verifyClient)
                .about("check those who connect to us, if they show a certificate")
                .field("require_client_cert", FieldCodecs.yesNo(), "no", transport -> transport.tls().requireClientCert)
                .about("refuse those who show none")
                .field(
                        "allow_wildcard_certs",
                        FieldCodecs.yesNo(),
                        "no",
                        transport -> transport.tls().allowWildcardCerts)
                .about("let `*.example.org` stand for one label")
                .field("method", method(), "default", transport -> transport.tls().versions)
                .about("which versions of TLS; those before 1.2 are refused (RFC 8996)")
                .repeated(
                        "cipher",
                        FieldCodecs.commaList(FieldCodecs.nonEmpty("a cipher suite")),
                        transport -> transport.tls().ciphers.isEmpty() ? List.of() : List.of(transport.tls().ciphers))
                .about(
                        "cipher suites by the names of OpenSSL or the registry, or by number; the platform's if left out");
    }

    private static <V> java.util.function.Function<Transport, @Nullable V> of(
            java.util.function.Function<TlsOptions, @Nullable V> getter) {
        return transport -> getter.apply(transport.tls());
    }

    static TlsOptions from(FieldValues values) {
        return new TlsOptions(
                file(values, "cert_file"),
                file(values, "priv_key_file"),
                values.<String>find("password").orElse(null),
                file(values, "ca_list_file"),
                file(values, "ca_list_path"),
                values.get("verify_server"),
                values.get("verify_client"),
                values.get("require_client_cert"),
                values.get("allow_wildcard_certs"),
                values.get("method"),
                values.<List<String>>all("cipher").stream()
                        .flatMap(List::stream)
                        .distinct()
                        .toList());
    }

    /** An empty path stands for none, as in Asterisk. */
    static @Nullable Path file(FieldValues values, String option) {
        return values.<Path>find(option)
                .filter(path -> !path.toString().isEmpty())
                .orElse(null);
    }

    static FieldCodec<Path> path() {
        return new FieldCodec<>() {
            @Override
            public Path parse(String text, Origin origin) throws InvalidValueException {
                try {
                    return text.isEmpty() ? Path.of("") : origin.resolve(text);
                } catch (InvalidPathException invalid) {
                    throw new InvalidValueException(invalid.getReason());
                }
            }

            @Override
            public String format(Path path) {
                return path.toString();
            }

            @Override
            public String expects() {
                return "a path";
            }
        };
    }

    private static FieldCodec<List<String>> method() {
        FieldCodec<String> known = FieldCodecs.oneOf(
                "default", "unspecified", "sslv23", "tlsv1_2", "tlsv1_3", "tlsv1", "tlsv1_1", "sslv2", "sslv3");
        return FieldCodecs.of(
                "default, tlsv1_2 or tlsv1_3",
                text -> text.isEmpty() ? ALL_VERSIONS : versions(known.parse(text, Origin.MEMORY)),
                versions -> versions.size() > 1
                        ? "default"
                        : versions.get(0).replace('.', '_').toLowerCase(Locale.ROOT));
    }

    private static List<String> versions(String method) throws InvalidValueException {
        return switch (method) {
            case "default", "unspecified", "sslv23" -> ALL_VERSIONS;
            case "tlsv1_2" -> List.of("TLSv1.2");
            case "tlsv1_3" -> List.of("TLSv1.3");
            default -> throw new InvalidValueException("it is broken, and RFC 8996 forbids it");
        };
    }

    /** Prints the files only. */
    @Override
    public String toString() {
        return "certificate " + certFile + ", key " + privKeyFile + ", trusted " + caListFile + " " + caListPath
                + (verifyServer ? ", servers are verified" : ", servers are not verified");
    }
}
