package org.outpub.it.load;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Lets pass who shows the password (RFC 7616, MD5, qop auth), with one nonce that is good for ever. Confined to one thread. */
final class DigestGate {
    static final String USER = "outpub";
    static final String PASSWORD = "secret";
    static final String REALM = "load";
    private static final String NONCE = "5ca1ab1e";
    static final String CHALLENGE =
            "Digest realm=\"" + REALM + "\", nonce=\"" + NONCE + "\", algorithm=MD5, qop=\"auth\"";
    private final MessageDigest md5;
    private final String secret;
    /** What is hashed of each request line, by its URI. */
    private final Map<String, String> requestLines = new HashMap<>();

    DigestGate() {
        try {
            md5 = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
        secret = hash(USER + ":" + REALM + ":" + PASSWORD);
    }

    boolean lets(PublishHead request) {
        if (!request.authorization.isThere()) {
            return false;
        }
        String shown = request.authorization.toString();
        String expected = hash(String.join(
                ":",
                secret,
                NONCE,
                parameter(shown, "nc"),
                parameter(shown, "cnonce"),
                parameter(shown, "qop"),
                requestLines.computeIfAbsent(parameter(shown, "uri"), uri -> hash("PUBLISH:" + uri))));
        return expected.equals(parameter(shown, "response"))
                && parameter(shown, "nonce").equals(NONCE);
    }

    private static String parameter(String shown, String name) {
        int start = shown.indexOf(" " + name + "=");
        start = start < 0 ? shown.indexOf("," + name + "=") : start;
        if (start < 0) {
            return "";
        }
        int value = start + name.length() + 2;
        int end = shown.indexOf(',', value);
        int stop = end < 0 ? shown.length() : end;
        boolean quoted = shown.charAt(value) == '"';
        return quoted ? shown.substring(value + 1, stop - 1) : shown.substring(value, stop);
    }

    private String hash(String text) {
        return HexFormat.of().formatHex(md5.digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
