package org.outpub.publish.delivery.digest;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.DigestAlgorithm;

/**
 * The answer to one challenge for one request (RFC 7616 §3.4).
 *
 * @param challenge what is answered; a digest challenge with a known algorithm
 * @param auth has a secret for the algorithm
 * @param count how often the nonce has been used, this time included
 * @param cnonce our own nonce
 * @param sessionSeed nonce and cnonce of the first answer to the challenge, from which a {@code -sess} key is made
 */
record DigestResponse(DigestChallenge challenge, Auth auth, int count, String cnonce, String sessionSeed) {
    private DigestAlgorithm algorithm() {
        return challenge.algorithm().orElseThrow();
    }

    private String qop() {
        return challenge.qop().orElseThrow();
    }

    private String nonceCount() {
        return String.format(Locale.ROOT, "%08x", count);
    }

    /** The value of an Authorization or Proxy-Authorization header. */
    String header(String method, String uri, byte[] body) {
        List<String> parts = new ArrayList<>();
        parts.add("username=" + quote(username()));
        parts.add("realm=\"" + challenge.writtenRealm() + '"');
        parts.add("nonce=\"" + challenge.nonce() + '"');
        parts.add("uri=" + quote(uri));
        parts.add("response=" + quote(response(method, uri, body)));
        if (!challenge.algorithmToken().isEmpty()) {
            parts.add("algorithm=" + challenge.algorithmToken());
        }
        if (!qop().isEmpty() || challenge.session()) {
            parts.add("cnonce=" + quote(cnonce));
        }
        challenge.opaque().ifPresent(opaque -> parts.add("opaque=\"" + opaque + '"'));
        if (!qop().isEmpty()) {
            parts.add("qop=" + qop());
            parts.add("nc=" + nonceCount());
        }
        if (challenge.userhash()) {
            parts.add("userhash=true");
        }
        return "Digest " + String.join(", ", parts);
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private String username() {
        String name = normalized(auth.username());
        return challenge.userhash() ? algorithm().hash(name + ":" + challenge.realm()) : name;
    }

    private String normalized(String text) {
        return challenge.normalizes() ? Normalizer.normalize(text, Normalizer.Form.NFC) : text;
    }

    private String response(String method, String uri, byte[] body) {
        DigestAlgorithm hash = algorithm();
        String request = method + ":" + uri;
        String a2 = hash.hash(qop().equals("auth-int") ? request + ":" + hash.hash(body) : request);
        if (qop().isEmpty()) {
            return hash.hash(a1() + ":" + challenge.nonce() + ":" + a2);
        }
        return hash.hash(String.join(":", a1(), challenge.nonce(), nonceCount(), cnonce, qop(), a2));
    }

    private String a1() {
        DigestAlgorithm hash = algorithm();
        String known = auth.digests().get(hash);
        String plain = known != null
                ? known
                : hash.hash(normalized(auth.username() + ":" + challenge.realm() + ":" + auth.password()));
        return challenge.session() ? hash.hash(plain + ":" + sessionSeed) : plain;
    }

    /** Prints nothing of the secret. */
    @Override
    public String toString() {
        return "answer " + count + " to " + challenge.realm();
    }
}
