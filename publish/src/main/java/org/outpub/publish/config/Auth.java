package org.outpub.publish.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.FieldCodec;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.FieldValues;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * A {@code type=auth} section: credentials that answer digest challenges, and that peers prove who publish to us. Immutable.
 * Its text form shows no secret.
 *
 * @param id the section's name
 * @param username who we are
 * @param password in the clear; null if only hashes are known
 * @param digests hashes of {@code username:realm:password} by algorithm
 * @param realm the realm it is for; empty or {@code *} for any
 * @param algorithms which algorithms it may answer
 * @param demanded which algorithms peers are challenged with; none for what there is a secret for, MD5 first of all
 */
public record Auth(
        String id,
        String username,
        @Nullable String password,
        Map<DigestAlgorithm, String> digests,
        String realm,
        List<DigestAlgorithm> algorithms,
        List<DigestAlgorithm> demanded)
        implements SorceryObject {
    private static final String ANY_REALM = "*";
    /** Asterisk's default for challenges, where no realm is configured. */
    private static final String DEFAULT_REALM = "asterisk";

    /** Its declaration. */
    public static final ObjectType<Auth> TYPE = ObjectType.of("auth", Auth.class)
            .field("auth_type", authType(), "userpass", auth -> "userpass")
            .leftOut(
                    "auth_type",
                    Map.of("google_oauth", "it signs in to Google Voice; servers are answered by digest only"))
            .about("all three mean digest; which secret is used, the options below say")
            .required("username", HeaderText.codec("a user name"), Auth::username)
            .about("the user name that servers know")
            .secret("password", FieldCodecs.string(), Auth::password)
            .about("the password; this or a hash must be there")
            .secrets("md5_cred", digestList(), auth -> List.of())
            .about("MD5 of `user:realm:password`, instead of the password")
            .secrets(
                    "password_digest", digestList(), auth -> auth.digests.isEmpty() ? List.of() : List.of(auth.digests))
            .about("such hashes by algorithm: `SHA-256:…`")
            .field("realm", FieldCodecs.string(), "", Auth::realm)
            .about("answer challenges of this realm only; empty or `*` for any")
            .repeated("supported_algorithms_uac", algorithmList(), auth -> List.of(auth.algorithms))
            .about("which algorithms to answer; all if left out")
            .repeated(
                    "supported_algorithms_uas",
                    algorithmList(),
                    auth -> auth.demanded.isEmpty() ? List.of() : List.of(auth.demanded))
            .about("which algorithms to challenge peers with that publish here; MD5 if left out, as all peers know it")
            .ignored("nonce_lifetime", "oauth_clientid", "oauth_secret", "refresh_token")
            .build(Auth::fromFields);

    /** Copies the collections. */
    public Auth {
        digests = Map.copyOf(digests);
        algorithms = List.copyOf(algorithms);
        demanded = List.copyOf(demanded);
    }

    /**
     * Credentials that challenge peers with what there is a secret for.
     *
     * @param id the section's name
     * @param username who we are
     * @param password in the clear; null if only hashes are known
     * @param digests hashes of {@code username:realm:password} by algorithm
     * @param realm the realm it is for; empty or {@code *} for any
     * @param algorithms which algorithms it may answer
     */
    public Auth(
            String id,
            String username,
            @Nullable String password,
            Map<DigestAlgorithm, String> digests,
            String realm,
            List<DigestAlgorithm> algorithms) {
        this(id, username, password, digests, realm, algorithms, List.of());
    }

    private static Auth fromFields(FieldValues values) {
        Map<DigestAlgorithm, String> digests = new EnumMap<>(DigestAlgorithm.class);
        values.<Map<DigestAlgorithm, String>>all("md5_cred").forEach(digests::putAll);
        values.<Map<DigestAlgorithm, String>>all("password_digest").forEach(digests::putAll);
        String password = values.<String>find("password").orElse(null);
        if (password == null && digests.isEmpty()) {
            values.refuse("username", "there is no secret; expected password, md5_cred or password_digest");
        }
        List<DigestAlgorithm> algorithms = new ArrayList<>();
        values.<List<DigestAlgorithm>>all("supported_algorithms_uac").forEach(algorithms::addAll);
        List<DigestAlgorithm> demanded = new ArrayList<>();
        values.<List<DigestAlgorithm>>all("supported_algorithms_uas").forEach(demanded::addAll);
        return new Auth(
                values.id(),
                values.get("username"),
                password,
                digests,
                values.get("realm"),
                algorithms.isEmpty() ? List.of(DigestAlgorithm.values()) : algorithms,
                demanded);
    }

    private static FieldCodec<String> authType() {
        FieldCodec<String> known = FieldCodecs.oneOf("userpass", "md5", "digest", "google_oauth");
        return FieldCodecs.of(
                "userpass, md5 or digest, which all mean digest authentication",
                text -> known.parse(text, Origin.MEMORY),
                type -> type);
    }

    private static String parseHash(DigestAlgorithm algorithm, String text) throws InvalidValueException {
        boolean hexadecimal = text.chars().allMatch(HexFormat::isHexDigit);
        if (text.length() != algorithm.hexDigits() || !hexadecimal) {
            throw new InvalidValueException(
                    algorithm.token() + " needs " + algorithm.hexDigits() + " hexadecimal digits");
        }
        return text.toLowerCase(java.util.Locale.ROOT);
    }

    private static FieldCodec<Map<DigestAlgorithm, String>> digestList() {
        return FieldCodecs.of(
                "a comma-separated list of ALGORITHM:hash, where MD5 need not be named",
                Auth::parseDigests,
                digests -> String.join(
                        ",",
                        digests.entrySet().stream()
                                .map(digest -> digest.getKey().token() + ":" + digest.getValue())
                                .toList()));
    }

    private static Map<DigestAlgorithm, String> parseDigests(String text) throws InvalidValueException {
        Map<DigestAlgorithm, String> digests = new EnumMap<>(DigestAlgorithm.class);
        for (String item : text.split(",", -1)) {
            if (item.isBlank()) {
                continue;
            }
            int colon = item.indexOf(':');
            // Asterisk takes a bare hash for MD5.
            DigestAlgorithm algorithm = colon < 0
                    ? DigestAlgorithm.MD5
                    : algorithm(item.substring(0, colon).strip());
            digests.put(
                    algorithm, parseHash(algorithm, item.substring(colon + 1).strip()));
        }
        return digests;
    }

    private static FieldCodec<List<DigestAlgorithm>> algorithmList() {
        return FieldCodecs.commaList(
                FieldCodecs.of("MD5, SHA-256 or SHA-512-256", Auth::algorithm, DigestAlgorithm::token));
    }

    private static DigestAlgorithm algorithm(String name) throws InvalidValueException {
        return DigestAlgorithm.named(name)
                .orElseThrow(() -> new InvalidValueException("expected MD5, SHA-256 or SHA-512-256"));
    }

    /**
     * Whether it may answer a challenge of a realm.
     *
     * @param offered the realm of the challenge
     * @return true if it is for this realm, or for any
     */
    public boolean isFor(String offered) {
        return isForAnyRealm() || realm.equalsIgnoreCase(offered);
    }

    /**
     * Whether it is for whatever realm is offered.
     *
     * @return true if no realm is configured
     */
    public boolean isForAnyRealm() {
        return realm.isEmpty() || realm.equals(ANY_REALM);
    }

    /**
     * Whether it has a secret that answers an algorithm.
     *
     * @param algorithm the algorithm
     * @return true if it may be used and there is a password or a hash for it
     */
    public boolean answers(DigestAlgorithm algorithm) {
        return algorithms.contains(algorithm) && (password != null || digests.containsKey(algorithm));
    }

    /**
     * Which algorithms a peer is challenged with that is to prove these credentials.
     *
     * @return in the order of preference; none if there is no secret for what is demanded
     */
    public List<DigestAlgorithm> challenges() {
        List<DigestAlgorithm> known = demanded.isEmpty() ? List.of(DigestAlgorithm.values()) : demanded;
        return known.stream()
                .filter(algorithm -> password != null || digests.containsKey(algorithm))
                .distinct()
                .limit(demanded.isEmpty() ? 1 : known.size())
                .toList();
    }

    /**
     * The realm of challenges for these credentials.
     *
     * @return the configured one, else Asterisk's default
     */
    public String ownRealm() {
        return isForAnyRealm() ? DEFAULT_REALM : realm;
    }

    /** Prints the id, the user and the realm only. */
    @Override
    public String toString() {
        return "auth '" + id + "' (" + username + ", realm " + (isForAnyRealm() ? "any" : realm) + ")";
    }
}
