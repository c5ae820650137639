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
    private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)\\s*CN=([^,]+)", Pattern.CASE_INSENSITIVE);

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
                + (names.isEmpty() ? "nobody" : "'" + String.join("', '", names) + "'"));
    }

    private static List<String> names(X509Certificate certificate, boolean forAddress)
            throws CertificateParsingException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives == null || alternatives.isEmpty()) {
            Matcher subject =
                    COMMON_NAME.matcher(certificate.getSubjectX500Principal().getName());
            return subject.find() ? List.of(canonical(subject.group(1))) : List.of();
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
