package org.outpub.publish.wire.tls;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the platform's names of cipher suites. Pure. */
final class CipherSuites {
    private static final Pattern OPENSSL = Pattern.compile(
            "(?:(ECDHE|DHE)-(RSA|ECDSA|DSS)-)?(AES128|AES256|CHACHA20)-(GCM-|POLY1305|)(SHA256|SHA384|SHA|)");
    /** The registry's numbers (RFC 5246, 5288, 5289, 7905, 8446) of the suites that are in use. */
    private static final Map<Integer, String> NUMBERS = Map.ofEntries(
            Map.entry(0x002F, "TLS_RSA_WITH_AES_128_CBC_SHA"),
            Map.entry(0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA"),
            Map.entry(0x003C, "TLS_RSA_WITH_AES_128_CBC_SHA256"),
            Map.entry(0x003D, "TLS_RSA_WITH_AES_256_CBC_SHA256"),
            Map.entry(0x009C, "TLS_RSA_WITH_AES_128_GCM_SHA256"),
            Map.entry(0x009D, "TLS_RSA_WITH_AES_256_GCM_SHA384"),
            Map.entry(0x009E, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"),
            Map.entry(0x009F, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"),
            Map.entry(0x1301, "TLS_AES_128_GCM_SHA256"),
            Map.entry(0x1302, "TLS_AES_256_GCM_SHA384"),
            Map.entry(0x1303, "TLS_CHACHA20_POLY1305_SHA256"),
            Map.entry(0xC009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"),
            Map.entry(0xC00A, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"),
            Map.entry(0xC013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"),
            Map.entry(0xC014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"),
            Map.entry(0xC023, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"),
            Map.entry(0xC024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"),
            Map.entry(0xC027, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"),
            Map.entry(0xC028, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"),
            Map.entry(0xC02B, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
            Map.entry(0xC02C, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
            Map.entry(0xC02F, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
            Map.entry(0xC030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
            Map.entry(0xCCA8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
            Map.entry(0xCCA9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"));

    private CipherSuites() {}

    /**
     * Translates names as OpenSSL or the registry spells them, and the registry's numbers.
     *
     * @param written as configured
     * @param supported the platform's names
     * @return the platform's names, in the order of preference
     * @throws IOException if one is unknown or not supported; the message names it
     */
    static String[] resolve(List<String> written, String[] supported) throws IOException {
        Set<String> known = Set.copyOf(Arrays.asList(supported));
        List<String> suites = new ArrayList<>();
        for (String name : written) {
            String suite = translate(name);
            if (!known.contains(suite)) {
                throw new IOException("cipher: '" + name + "' is no cipher suite that this Java supports");
            }
            suites.add(suite);
        }
        return suites.toArray(String[]::new);
    }

    private static String translate(String name) {
        if (name.matches("0[xX][0-9a-fA-F]{1,6}|[1-9][0-9]{0,6}")) {
            return NUMBERS.getOrDefault(Integer.decode(name), name);
        }
        Matcher openssl = OPENSSL.matcher(name);
        if (!openssl.matches()) {
            return name;
        }
        String exchange = openssl.group(1) == null ? "RSA" : openssl.group(1) + "_" + openssl.group(2);
        String key = openssl.group(3).replace("AES", "AES_");
        String mode = openssl.group(4).isEmpty() ? "CBC" : openssl.group(4).replace("-", "");
        String hash = openssl.group(5).isEmpty() ? "SHA256" : openssl.group(5);
        return "TLS_" + exchange + "_WITH_" + key + "_" + mode + "_" + hash;
    }
}
