package org.outpub.publish.wire.tls;

import com.google.common.net.InetAddresses;
import java.net.IDN;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.outpub.api.config.Excerpt;

/**
 * Whether a certificate speaks for a SIP domain (RFC 5922 §7). Pure.
 *
 * <p>If a subject alternative name is a SIP URI without a user, only such URIs count; else the DNS names do; the common
 * name counts only in a certificate without alternative names. An address is found among the IP addresses.
 */
public final class SipIdentity {
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int ADDRESS = 7;
    private static final Pattern SIP_URI =
            Pattern.compile("sip:(\\[[^\\]]*]|[^@:;?]+)(?::[0-9]+)?(?:[;?].*)?", Pattern.CASE_INSENSITIVE);
    private static final String COMMON_NAME = "CN=";

    private static final int MOST_SHOWN = 10;

    private SipIdentity() {}

    /**
     * Checks a certificate.
     *
     * @param certificate of the server
     * @param domain what was to be reached, before any look-up: a name, or an IP literal without brackets
     * @param wildcards whether {@code *.} stands for one label, which RFC 5922 §7.2 forbids
     * @return why it does not speak for the domain; empty if it does
     */
    public static Optional<String> refusal(X509Certificate certificate, String domain, boolean wildcards) {
        List<String> names;
        try {
            names = names(certificate, InetAddresses.isInetAddress(domain));
        } catch (CertificateParsingException malformed) {
            return Optional.of("its alternative names cannot be read: " + malformed.getMessage());
        }
        String wanted = canonical(domain);
        boolean named = names.stream().anyMatch(name -> matches(name, wanted, wildcards));
        if (named) {
            return Optional.empty();
        }
        return Optional.of("the server's certificate is not for '" + domain + "' but for "
                + (names.isEmpty()
                        ? "nobody"
                        : names.stream().limit(MOST_SHOWN).map(Excerpt::quoted).collect(Collectors.joining(", "))
                                + (names.size() > MOST_SHOWN ? ", …" : "")));
    }

    private static List<String> names(X509Certificate certificate, boolean forAddress)
            throws CertificateParsingException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives == null || alternatives.isEmpty()) {
            return commonName(certificate.getSubjectX500Principal().getName())
                    .map(name -> List.of(canonical(name)))
                    .orElse(List.of());
        }
        List<String> uris = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (List<?> alternative : alternatives) {
            int kind = (Integer) alternative.get(0);
            String value = String.valueOf(alternative.get(1));
            Matcher uri = SIP_URI.matcher(value);
            if (kind == URI && uri.matches()) {
                uris.add(canonical(uri.group(1)));
            } else if (kind == (forAddress ? ADDRESS : DNS)) {
                others.add(canonical(value));
            }
        }
        boolean urisDecide = !uris.isEmpty() && !(forAddress && !others.isEmpty());
        return urisDecide ? uris : others;
    }

    /**
     * The common name in a subject as RFC 2253 writes it. A comma that is part of a value has a backslash before it, so that
     * an organisation that calls itself {@code x,CN=sip.example.org} has no such common name.
     */
    static Optional<String> commonName(String subject) {
        int start = 0;
        for (int at = 0; at <= subject.length(); at++) {
            if (at < subject.length() && subject.charAt(at) == '\\') {
                at++;
            } else if (at == subject.length() || subject.charAt(at) == ',' || subject.charAt(at) == '+') {
                String attribute = subject.substring(start, at).strip();
                if (attribute.regionMatches(true, 0, COMMON_NAME, 0, COMMON_NAME.length())) {
                    return Optional.of(attribute.substring(COMMON_NAME.length()));
                }
                start = at + 1;
            }
        }
        return Optional.empty();
    }

    private static String canonical(String name) {
        String bare = name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
        if (InetAddresses.isInetAddress(bare)) {
            return InetAddresses.toAddrString(InetAddresses.forString(bare));
        }
        String lower = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
        try {
            return IDN.toASCII(lower).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException noHostName) {
            return lower.toLowerCase(Locale.ROOT);
        }
    }

    private static boolean matches(String name, String wanted, boolean wildcards) {
        if (name.equals(wanted)) {
            return true;
        }
        int firstDot = wanted.indexOf('.');
        return wildcards
                && firstDot > 0
                && !InetAddresses.isInetAddress(wanted)
                && name.equals("*" + wanted.substring(firstDot));
    }
}
