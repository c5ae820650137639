package org.outpub.it.sim;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.outpub.publish.config.DigestAlgorithm;

/** Checks passwords as a server does (RFC 7616): nonces that it gave, counts that rise, responses that fit. */
final class SimulatedGate {
    private static final String[] QOPS = {
        ", qop=\"auth\"", ", qop=\"auth,auth-int\"", ", qop=\"auth,, ,,x\"", ", qop=auth", "", ", qop=\"\""
    };
    private final String realm;
    private final Random random;
    /** The nonces that are good, and how often each was used. */
    private final Map<String, Long> nonces = new HashMap<>();

    private String password = "secret0";
    private DigestAlgorithm algorithm = DigestAlgorithm.MD5;
    private String qop = QOPS[0];
    private int generation;
    private long given;
    private long wrong;

    /** What credentials are worth. */
    enum Verdict {
        NONE,
        STALE,
        WRONG,
        RIGHT
    }

    SimulatedGate(String realm, Random random) {
        this.realm = realm;
        this.random = random;
    }

    void password(String next) {
        password = next;
    }

    /** No nonce is good any more. */
    void forget() {
        generation++;
        nonces.clear();
    }

    /** Goes on as another kind of server. */
    void change() {
        forget();
        algorithm = DigestAlgorithm.values()[random.nextInt(3)];
        qop = QOPS[random.nextInt(QOPS.length)];
    }

    /** How many wrong passwords came. */
    long wrong() {
        return wrong;
    }

    private String nonce() {
        String nonce = realm + "-" + generation + "-" + ++given + "=";
        if (nonces.size() > 200) {
            nonces.clear();
        }
        nonces.put(nonce, 0L);
        return nonce;
    }

    String challenge(boolean stale) {
        String word = stale ? ", stale=TRUE" : random.nextInt(4) == 0 ? "" : ", stale=false";
        return "WWW-Authenticate: Digest realm=\"" + realm + "\", nonce=\"" + nonce() + "\", algorithm="
                + algorithm.token() + qop + word + ", opaque=\"o\"";
    }

    String nextNonce() {
        return "Authentication-Info: nextnonce=\"" + nonce() + "\"";
    }

    /** Looks at a request's credentials without counting them. */
    Verdict look(SimulatedRequest request) {
        Verdict best = Verdict.NONE;
        for (String credential : request.credentials()) {
            if (realm.equals(value(credential, "realm"))) {
                best = look(credential, request);
            }
        }
        return best;
    }

    private Verdict look(String credential, SimulatedRequest request) {
        Long used = nonces.get(value(credential, "nonce"));
        if (used == null) {
            return Verdict.STALE;
        }
        if (!response(credential, request).equals(value(credential, "response"))) {
            return Verdict.WRONG;
        }
        String count = value(credential, "nc");
        return !count.isEmpty() && Long.parseLong(count, 16) <= used ? Verdict.STALE : Verdict.RIGHT;
    }

    private String response(String credential, SimulatedRequest request) {
        String a1 = algorithm.hash("desk:" + realm + ":" + password);
        String quality = value(credential, "qop");
        String uri = value(credential, "uri");
        if (!uri.equals(request.requestUri())) {
            return "";
        }
        String a2 = "PUBLISH:" + uri
                + (quality.equals("auth-int")
                        ? ":" + algorithm.hash(request.body().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))
                        : "");
        String middle = quality.isEmpty()
                ? ":"
                : ":" + value(credential, "nc") + ":" + value(credential, "cnonce") + ":" + quality + ":";
        return algorithm.hash(a1 + ":" + value(credential, "nonce") + middle + algorithm.hash(a2));
    }

    /** Checks them for good. */
    Verdict check(SimulatedRequest request) {
        Verdict verdict = look(request);
        if (verdict == Verdict.WRONG) {
            wrong++;
        } else if (verdict == Verdict.RIGHT) {
            for (String credential : request.credentials()) {
                String count = value(credential, "nc");
                if (!count.isEmpty() && realm.equals(value(credential, "realm"))) {
                    nonces.put(value(credential, "nonce"), Long.parseLong(count, 16));
                }
            }
        }
        return verdict;
    }

    /** A parameter's value, without quotes; empty if it is not there. */
    private static String value(String credential, String name) {
        int at = credential.indexOf(" " + name + "=");
        if (at < 0) {
            return "";
        }
        int from = at + name.length() + 2;
        boolean quoted = credential.charAt(from) == '"';
        int start = quoted ? from + 1 : from;
        int end = credential.indexOf(quoted ? '"' : ',', start);
        return credential.substring(start, end < 0 ? credential.length() : end);
    }
}
