package org.outpub.publish.delivery.digest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.outpub.publish.config.DigestAlgorithm;

/**
 * One challenge, read. Unknown parameters are kept and ignored.
 *
 * @param scheme such as {@code Digest}
 * @param parameters unquoted values by name in lower case
 */
record DigestChallenge(String scheme, Map<String, String> parameters) {
    private static final String SESSION = "-sess";

    DigestChallenge {
        parameters = Map.copyOf(parameters);
    }

    /** Reads a header value; some servers join several challenges with commas, though they must not. */
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

    boolean isDigest() {
        return scheme.equalsIgnoreCase("Digest") && parameters.containsKey("nonce") && parameters.containsKey("realm");
    }

    private String get(String name) {
        return parameters.getOrDefault(name, "");
    }

    String realm() {
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

    /** What protects the response: {@code auth} rather than {@code auth-int}; empty text for the old form without. */
    Optional<String> qop() {
        String offered = get("qop");
        if (!parameters.containsKey("qop")) {
            return Optional.of("");
        }
        List<String> options = List.of(offered.toLowerCase(Locale.ROOT).split("\\s*,\\s*"));
        if (options.contains("auth")) {
            return Optional.of("auth");
        }
        return options.contains("auth-int") ? Optional.of("auth-int") : Optional.empty();
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
            while (at < text.length()) {
                int start = at;
                String token = token();
                skip(" \t");
                if (at < text.length() && text.charAt(at) == '=') {
                    at++;
                    skip(" \t");
                    parameters.putIfAbsent(token.toLowerCase(Locale.ROOT), value());
                } else {
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

        private void end() {
            if (!scheme.isEmpty()) {
                found.add(new DigestChallenge(scheme, parameters));
            }
            parameters = new HashMap<>();
        }

        private void skip(String characters) {
            while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private String token() {
            int start = at;
            while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        private String value() {
            if (at == text.length() || text.charAt(at) != '"') {
                return token();
            }
            StringBuilder value = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at++));
            }
            at++;
            return value.toString();
        }
    }
}
