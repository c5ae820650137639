package org.outpub.publish.delivery.digest;

import java.util.HexFormat;
import org.outpub.publish.config.DigestAlgorithm;

/**
 * The answer to one challenge for one request (RFC 7616 §3.4).
 *
 * @param challenge what is answered
 * @param key answers it
 * @param count how often the nonce has been used, this time included
 * @param cnonce our own nonce
 * @param sessionSeed nonce and cnonce of the first answer to the challenge, from which a {@code -sess} key is made
 */
record DigestResponse(DigestChallenge challenge, DigestKey key, int count, String cnonce, String sessionSeed) {
    private static final int USUAL_LENGTH = 320;

    /** The value of an Authorization or Proxy-Authorization header. */
    String header(String method, String uri, byte[] body) {
        String nonceCount = HexFormat.of().toHexDigits(count, 8);
        StringBuilder text = new StringBuilder(USUAL_LENGTH).append("Digest username=");
        quote(text, key.username());
        text.append(", realm=\"").append(challenge.writtenRealm());
        text.append("\", nonce=\"").append(challenge.nonce()).append("\", uri=");
        quote(text, uri);
        text.append(", response=\"")
                .append(response(method, uri, body, nonceCount))
                .append('"');
        if (!challenge.algorithmToken().isEmpty()) {
            text.append(", algorithm=").append(challenge.algorithmToken());
        }
        if (!key.qop().isEmpty() || key.session()) {
            text.append(", cnonce=");
            quote(text, cnonce);
        }
        challenge
                .opaque()
                .ifPresent(opaque -> text.append(", opaque=\"").append(opaque).append('"'));
        if (!key.qop().isEmpty()) {
            text.append(", qop=").append(key.qop()).append(", nc=").append(nonceCount);
        }
        return text.append(challenge.userhash() ? ", userhash=true" : "").toString();
    }

    static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' || c == '"') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }

    /** What proves that the secret is known, for a count as it is written. */
    String response(String method, String uri, byte[] body, String nonceCount) {
        DigestAlgorithm hash = key.algorithm();
        String request = method + ":" + uri;
        String a2 = hash.hash(key.hashesBody() ? request + ":" + hash.hash(body) : request);
        String a1 = key.session() ? hash.hash(key.secret() + ":" + sessionSeed) : key.secret();
        return hash.hash(
                key.qop().isEmpty()
                        ? a1 + ":" + challenge.nonce() + ":" + a2
                        : a1 + ":" + challenge.nonce() + ":" + nonceCount + ":" + cnonce + ":" + key.qop() + ":" + a2);
    }

    /** Prints nothing of the secret. */
    @Override
    public String toString() {
        return "answer " + count + " to " + challenge.realm();
    }
}
