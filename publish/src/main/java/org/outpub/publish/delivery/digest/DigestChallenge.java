package org.outpub.publish.delivery.digest;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.outpub.publish.config.DigestAlgorithm;

/**
 * One challenge, read. Unknown parameters are kept and ignored. Values are kept as they came between their quotes, because
 * what a server's nonce looks like is its own affair: it goes back byte by byte, and into the hash as other agents take it
 * (RFC 7616 §3.4: the value without the quotes around it).
 *
 * @param scheme such as {@code Digest}
 * @param parameters values by name in lower case
 */
record DigestChallenge(String scheme, Map<String, String> parameters) {
    /** What is answered goes out with every later request, so it must not be as large as one. */
    private static final int LONGEST = 1024;
    /** So many algorithms, each for so many proxies, nobody has. */
    private static final int MOST = 32;

    private static final String SESSION = "-sess";

    DigestChallenge {
        parameters = Map.copyOf(parameters);
    }

    /**
     * Reads a header value; some servers join several challenges with commas, though they must not.
     *
     * @return 32 at most
     */
    static List<DigestChallenge> parse(String value) {
        return new Parser(value).run();
    }

    /** Reads {@code name=value, name="value", …} without a scheme before it. */
    static Map<String, String> parameters(String value) {
        List<DigestChallenge> read = parse("Digest " + value);
        return read.isEmpty() ? Map.of() : read.get(0).parameters;
    }

    /** The same challenge, had it come with another nonce. */
    DigestChallenge withNonce(String nonce) {
        Map<String, String> changed = new HashMap<>(parameters);
        changed.put("nonce", nonce);
        return new DigestChallenge(scheme, changed);
    }

    /**
     * Why it cannot be answered whoever would: what is to go back cannot stand in a header (RFC 3261 §25.1:
     * quoted-string), or is too long to go with each request.
     *
     * @return a phrase; empty if it can
     */
    Optional<String> flaw() {
        for (String name : List.of("realm", "nonce", "opaque")) {
            String value = get(name);
            if (value.length() > LONGEST) {
                return Optional.of("its " + name + " has " + value.length() + " characters; " + LONGEST + " are taken");
            }
            if (!isQuotable(value)) {
                return Optional.of("its " + name + " holds what must not stand between quotes");
            }
        }
        return Optional.empty();
    }

    /** Whether a value may stand between quotes as it is. */
    static boolean isQuotable(String value) {
        boolean escaped = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isISOControl(c) || c == '"' && !escaped) {
                return false;
            }
            escaped = c == '\\' && !escaped;
        }
        return !escaped;
    }

    /** Whether a nonce may take the place of the one in a challenge. */
    static boolean isUsableNonce(String nonce) {
        return !nonce.isEmpty() && nonce.length() <= LONGEST && isQuotable(nonce);
    }

    boolean isDigest() {
        return scheme.equalsIgnoreCase("Digest") && parameters.containsKey("nonce") && parameters.containsKey("realm");
    }

    private String get(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** As it was meant. A backslash before anything but a quote or a backslash is one that should have been doubled. */
    String realm() {
        return unescaped(writtenRealm());
    }

    static String unescaped(String written) {
        if (written.indexOf('\\') < 0) {
            return written;
        }
        StringBuilder meant = new StringBuilder(written.length());
        for (int i = 0; i < written.length(); i++) {
            boolean escape = written.charAt(i) == '\\'
                    && i + 1 < written.length()
                    && (written.charAt(i + 1) == '"' || written.charAt(i + 1) == '\\');
            i += escape ? 1 : 0;
            meant.append(written.charAt(i));
        }
        return meant.toString();
    }

    /** As it goes back between quotes. */
    String writtenRealm() {
        return get("realm");
    }

    String nonce() {
        return get("nonce");
    }

    Optional<String> opaque() {
        return Optional.ofNullable(parameters.get("opaque"));
    }

    boolean stale() {
        return get("stale").equalsIgnoreCase("true");
    }

    /** Whether the server says in so many words that not the nonce was at fault, but the credentials. */
    boolean rejectsCredentials() {
        return get("stale").equalsIgnoreCase("false");
    }

    /** Whether user and password are to be normalized before they are hashed (RFC 7616 §4). */
    boolean normalizes() {
        return get("charset").equalsIgnoreCase("UTF-8");
    }

    boolean userhash() {
        return get("userhash").equalsIgnoreCase("true");
    }

    /** As the server spells it; empty if it does not say, which means MD5. */
    String algorithmToken() {
        return get("algorithm");
    }

    boolean session() {
        return algorithmToken().toLowerCase(Locale.ROOT).endsWith(SESSION);
    }

    Optional<DigestAlgorithm> algorithm() {
        String token = algorithmToken();
        if (token.isEmpty()) {
            return Optional.of(DigestAlgorithm.MD5);
        }
        return DigestAlgorithm.named(session() ? token.substring(0, token.length() - SESSION.length()) : token);
    }

    /**
     * What protects the response: {@code auth} rather than {@code auth-int}; empty text for the old form without, which an
     * offer of nothing means too.
     */
    Optional<String> qop() {
        boolean nothing = true;
        boolean integrity = false;
        for (String option : Splitter.on(',').trimResults().omitEmptyStrings().split(get("qop"))) {
            if (option.equalsIgnoreCase("auth")) {
                return Optional.of("auth");
            }
            nothing = false;
            integrity |= option.equalsIgnoreCase("auth-int");
        }
        if (nothing) {
            return Optional.of("");
        }
        return integrity ? Optional.of("auth-int") : Optional.empty();
    }

    /** Reads {@code scheme name=value, name="value", …}. Total. */
    private static final class Parser {
        private final String text;
        private int at;
        private final List<DigestChallenge> found = new ArrayList<>();
        private String scheme = "";
        private Map<String, String> parameters = new HashMap<>();

        Parser(String text) {
            this.text = text;
        }

        List<DigestChallenge> run() {
            skip(" \t,");
            while (at < text.length() && found.size() < MOST) {
                int start = at;
                String token = take(" \t,=\"");
                skip(" \t");
                if (at < text.length() && text.charAt(at) == '=') {
                    at++;
                    skip(" \t");
                    parameters.putIfAbsent(token.toLowerCase(Locale.ROOT), value());
                } else if (!continuesQop(token)) {
                    end();
                    scheme = token;
                }
                skip(" \t,");
                if (at == start) {
                    at++;
                }
            }
            end();
            return found;
        }

        /** In {@code qop=auth,auth-int} without quotes the comma separates no parameters. */
        private boolean continuesQop(String token) {
            boolean option = token.equalsIgnoreCase("auth") || token.equalsIgnoreCase("auth-int");
            String offered = parameters.get("qop");
            if (!option || offered == null) {
                return false;
            }
            if (offered.length() < LONGEST) {
                parameters.put("qop", offered + "," + token);
            }
            return true;
        }

        private void end() {
            if (!scheme.isEmpty() && found.size() < MOST) {
                found.add(new DigestChallenge(scheme, parameters));
            }
            parameters = new HashMap<>();
        }

        private void skip(String characters) {
            while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private String take(String before) {
            int start = at;
            while (at < text.length() && before.indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        /** Without quotes it may still hold equals signs: base64 ends in them. */
        private String value() {
            if (at == text.length() || text.charAt(at) != '"') {
                return take(" \t,\"");
            }
            int start = ++at;
            while (at < text.length() && text.charAt(at) != '"') {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
            int end = Math.min(at, text.length());
            at = end + 1;
            return text.substring(start, end);
        }
    }
}
