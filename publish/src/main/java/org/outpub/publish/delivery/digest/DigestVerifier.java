package org.outpub.publish.delivery.digest;

import com.google.common.primitives.UnsignedLongs;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.DigestAlgorithm;

/**
 * Challenges whoever sends requests, and looks at the answers (RFC 7616 §3.3 to §3.5, RFC 8760). A nonce says itself when it
 * was made, signed by a key that nobody else has, so that those who only ask leave nothing behind; what is remembered is how
 * often each was used by somebody who knew a secret. Pure: time and randomness are handed in. Confined to one thread.
 *
 * <pre>
 * header                                              verdict
 * none, no digest, another realm, another algorithm   CHALLENGED
 * a nonce that is forged                              CHALLENGED
 * a wrong user or secret                              CHALLENGED
 * another uri than that of the request                CHALLENGED
 * right, but the nonce is five minutes old            STALE
 * right, but nc was seen before, or there is no nc
 *   and the nonce was used                            STALE
 * right                                               PROVEN
 * </pre>
 */
public final class DigestVerifier {
    private static final long LIFETIME_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final int MOST_CHALLENGES = 16;
    private static final int MOST_ANSWERS = 8;
    private static final int TIME_DIGITS = 16;
    private static final int SALT_DIGITS = 16;
    private static final int SEAL_DIGITS = 32;
    private static final int COUNT_DIGITS = 8;

    private final RandomGenerator random;
    private final String key;
    private final UsedNonces used = new UsedNonces(LIFETIME_NANOS);

    /** What a request proves. */
    public enum Verdict {
        /** That its sender knows a secret. */
        PROVEN,
        /** Nothing. */
        CHALLENGED,
        /** That its sender knows a secret, or somebody did who sent the same before; it is to prove it anew. */
        STALE
    }

    /**
     * Knows of no nonce.
     *
     * @param random of a quality that nobody can guess; makes nonces and their key
     */
    public DigestVerifier(RandomGenerator random) {
        this.random = random;
        StringBuilder made = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            made.append(HexFormat.of().toHexDigits(random.nextLong()));
        }
        this.key = made.toString();
    }

    /**
     * Looks at what a request proves.
     *
     * @param authorizations the values of its Authorization headers
     * @param method of the request
     * @param uri the Request-URI as written
     * @param auths any of which will do
     * @param now monotonic time in nanoseconds
     * @return what it proves
     */
    public Verdict verify(List<String> authorizations, String method, String uri, List<Auth> auths, long now) {
        Verdict best = Verdict.CHALLENGED;
        for (String value : authorizations.subList(0, Math.min(MOST_ANSWERS, authorizations.size()))) {
            List<DigestChallenge> read = DigestChallenge.parse(value);
            if (!read.isEmpty() && best != Verdict.PROVEN) {
                Verdict one = verify(read.get(0), method, uri, auths, now);
                best = one == Verdict.CHALLENGED ? best : one;
            }
        }
        return best;
    }

    private Verdict verify(DigestChallenge answer, String method, String uri, List<Auth> auths, long now) {
        String qop = answer.parameters().getOrDefault("qop", "");
        boolean sound = answer.isDigest()
                && answer.flaw().isEmpty()
                && !answer.session()
                && (qop.isEmpty() || qop.equalsIgnoreCase("auth"))
                && DigestChallenge.unescaped(answer.parameters().getOrDefault("uri", ""))
                        .equals(uri)
                && isOurs(answer.nonce());
        if (!sound || auths.stream().noneMatch(auth -> isAnswer(answer, method, uri, auth))) {
            return Verdict.CHALLENGED;
        }
        long made = madeAt(answer.nonce());
        long count = qop.isEmpty() ? 1 : count(answer.parameters().getOrDefault("nc", ""));
        boolean fresh = now - made >= 0 && now - made < LIFETIME_NANOS;
        return fresh && count > 0 && used.use(answer.nonce(), made, count, now) ? Verdict.PROVEN : Verdict.STALE;
    }

    /** All hashes are worked out, and compared in a time that tells nothing. */
    private static boolean isAnswer(DigestChallenge answer, String method, String uri, Auth auth) {
        DigestAlgorithm algorithm = answer.algorithm().orElse(null);
        if (algorithm == null
                || !auth.challenges().contains(algorithm)
                || !answer.realm().equals(auth.ownRealm())) {
            return false;
        }
        Map<String, String> parameters = answer.parameters();
        DigestResponse expected =
                new DigestResponse(answer, DigestKey.of(answer, auth), 0, parameters.getOrDefault("cnonce", ""), "");
        boolean user = same(DigestChallenge.unescaped(parameters.getOrDefault("username", "")), auth.username());
        boolean response = same(
                parameters.getOrDefault("response", ""),
                expected.response(method, uri, new byte[0], parameters.getOrDefault("nc", "")));
        return user & response;
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static long count(String digits) {
        boolean hexadecimal = digits.length() == COUNT_DIGITS && digits.chars().allMatch(HexFormat::isHexDigit);
        return hexadecimal ? HexFormat.fromHexDigitsToLong(digits) : 0;
    }

    /**
     * The challenges for credentials.
     *
     * @param auths which are to be proved, in the order of preference
     * @param stale whether the last answer was right, but for its nonce
     * @param now monotonic time in nanoseconds
     * @return values of WWW-Authenticate headers; none if nothing can be proved
     */
    public List<String> challenges(List<Auth> auths, boolean stale, long now) {
        Set<String> challenges = new LinkedHashSet<>();
        String nonce = nonce(now);
        for (Auth auth : auths) {
            for (DigestAlgorithm algorithm : auth.challenges()) {
                StringBuilder text = new StringBuilder("Digest realm=");
                DigestResponse.quote(text, auth.ownRealm());
                text.append(", nonce=\"").append(nonce).append("\", algorithm=").append(algorithm.token());
                challenges.add(text.append(", qop=\"auth\"")
                        .append(stale ? ", stale=true" : "")
                        .toString());
            }
        }
        List<String> all = new ArrayList<>(challenges);
        return all.subList(0, Math.min(MOST_CHALLENGES, all.size()));
    }

    private String nonce(long now) {
        String signed = HexFormat.of().toHexDigits(now) + HexFormat.of().toHexDigits(random.nextLong());
        return signed + seal(signed);
    }

    private String seal(String signed) {
        String inner = DigestAlgorithm.SHA_256.hash(key + signed);
        return DigestAlgorithm.SHA_256.hash(key + inner).substring(0, SEAL_DIGITS);
    }

    private boolean isOurs(String nonce) {
        int signed = TIME_DIGITS + SALT_DIGITS;
        return nonce.length() == signed + SEAL_DIGITS
                && same(nonce.substring(signed), seal(nonce.substring(0, signed)));
    }

    /** Of one that is ours. */
    private static long madeAt(String nonce) {
        return UnsignedLongs.parseUnsignedLong(nonce.substring(0, TIME_DIGITS), 16);
    }
}
