package org.outpub.it;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.outpub.publish.testkit.ReceivedPublish;
import org.outpub.publish.testkit.ScriptedCompositor;

/**
 * A server's or proxy's side of digest authentication (RFC 7616, RFC 8760), written from the RFCs and not from our code.
 * Knows one user.
 */
final class DigestGate {
    private static final Pattern PARAMETER = Pattern.compile("([A-Za-z*]+)=(\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s,\"]+)");
    private static final List<String> QUOTED =
            List.of("username", "realm", "nonce", "uri", "response", "cnonce", "opaque");
    private final boolean proxy;
    private final String realm;
    private final String user;
    private final String password;
    private final String extra;
    private final AtomicInteger nonces = new AtomicInteger();
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, String> sessionKeys = new HashMap<>();
    private String current;

    /**
     * A gate.
     *
     * @param proxy whether it challenges with 407
     * @param extra the challenge's parameters after realm and nonce, such as {@code , qop="auth", algorithm=SHA-256}
     */
    DigestGate(boolean proxy, String realm, String user, String password, String extra) {
        this.proxy = proxy;
        this.realm = realm;
        this.user = user;
        this.password = password;
        this.extra = extra;
        this.current = "nonce-" + realm + "-0";
    }

    DigestGate(String extra) {
        this(false, "pbx", "desk", "secret-9137", extra);
    }

    int status() {
        return proxy ? 407 : 401;
    }

    /** The challenge's row. */
    String challenge() {
        return (proxy ? "Proxy-Authenticate" : "WWW-Authenticate") + ": Digest realm=\"" + realm + "\", nonce=\""
                + current + "\"" + extra;
    }

    String stale() {
        return challenge() + ", stale=TRUE";
    }

    /** The nonce is good no more. */
    void renew() {
        current = "nonce-" + realm + "-" + nonces.incrementAndGet();
    }

    String renewed() {
        renew();
        return current;
    }

    /** Why a request is not let through; empty if it is. */
    String objection(ReceivedPublish request) {
        List<String> rows = request.headers().getOrDefault(proxy ? "proxy-authorization" : "authorization", List.of());
        String last = "no credentials for " + realm;
        for (String row : rows) {
            Map<String, String> answer = read(row);
            if (realm.equals(answer.get("realm"))) {
                last = check(request, row, answer);
            }
        }
        return last;
    }

    private String check(ReceivedPublish request, String row, Map<String, String> answer) {
        if (!row.startsWith("Digest ")) {
            return "not a digest";
        }
        Matcher matcher = PARAMETER.matcher(row);
        while (matcher.find()) {
            if (QUOTED.contains(matcher.group(1)) != matcher.group(2).startsWith("\"")) {
                return matcher.group(1) + " is quoted wrongly";
            }
        }
        Map<String, String> asked = read(challenge());
        if (!current.equals(answer.get("nonce"))) {
            return "nonce " + answer.get("nonce");
        }
        if (!request.requestUri().equals(answer.get("uri"))) {
            return "uri " + answer.get("uri");
        }
        for (String same : List.of("opaque", "algorithm")) {
            if (!String.valueOf(asked.get(same)).equals(String.valueOf(answer.get(same)))) {
                return same + " " + answer.get(same);
            }
        }
        String token = answer.getOrDefault("algorithm", "MD5");
        String algorithm = token.replaceFirst("(?i)-sess$", "");
        if (asked.containsKey("userhash")
                ? !hash(algorithm, user + ":" + realm).equals(answer.get("username"))
                : !user.equals(answer.get("username"))) {
            return "username " + answer.get("username");
        }
        return checkResponse(request, answer, asked, algorithm, !algorithm.equals(token));
    }

    private String checkResponse(
            ReceivedPublish request,
            Map<String, String> answer,
            Map<String, String> asked,
            String algorithm,
            boolean session) {
        String qop = answer.getOrDefault("qop", "");
        if (qop.isEmpty() != !asked.containsKey("qop")) {
            return "qop " + qop;
        }
        String a1 = hash(algorithm, user + ":" + realm + ":" + password);
        if (session) {
            a1 = sessionKeys.computeIfAbsent(
                    current,
                    nonce -> hash(
                            algorithm,
                            hash(algorithm, user + ":" + realm + ":" + password) + ":" + nonce + ":"
                                    + answer.get("cnonce")));
        }
        String a2 = request.requestLine().split(" ")[0] + ":" + answer.get("uri");
        if (qop.equals("auth-int")) {
            a2 += ":" + hash(algorithm, request.body());
        }
        String middle =
                qop.isEmpty() ? current : String.join(":", current, answer.get("nc"), answer.get("cnonce"), qop);
        String expected = hash(algorithm, a1 + ":" + middle + ":" + hash(algorithm, a2));
        if (!expected.equals(answer.get("response"))) {
            return "wrong response";
        }
        if (!qop.isEmpty()) {
            int count = counts.merge(current, 1, Integer::sum);
            if (!String.format("%08x", count).equals(answer.get("nc"))) {
                return "nc " + answer.get("nc") + " where " + count + " is next";
            }
        } else if (answer.containsKey("nc") || answer.containsKey("cnonce") && !session) {
            return "nc or cnonce without qop";
        }
        return "";
    }

    /** Answers as the gate alone decides; what is let through is granted. */
    ScriptedCompositor.Reply guard(ReceivedPublish request, ScriptedCompositor esc) {
        return objection(request).isEmpty()
                ? esc.grant(request)
                : ScriptedCompositor.Reply.of(status(), "Who are you", challenge());
    }

    static Map<String, String> read(String row) {
        Map<String, String> parameters = new HashMap<>();
        Matcher matcher = PARAMETER.matcher(row);
        while (matcher.find()) {
            String value = matcher.group(2);
            parameters.put(
                    matcher.group(1),
                    value.startsWith("\"")
                            ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
                            : value);
        }
        return parameters;
    }

    static String hash(String algorithm, String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm.replace("SHA-512-", "SHA-512/"))
                            .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException absent) {
            throw new AssertionError(absent);
        }
    }
}
