package org.outpub.publish.delivery.digest;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.outpub.api.config.Excerpt;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.DigestAlgorithm;

/**
 * What one publication knows of its servers' challenges: for each realm, at a proxy or at the server, the nonce in use
 * and how often it was used. Immutable. Credentials go with every later request too, so that a challenge is answered
 * once and not for each refresh (RFC 3261 §22.2).
 */
public final class DigestSession {
    /** So many realms are answered in one request, so that no server can make requests too large to send. */
    private static final int MOST_SPACES = 8;

    private static final int MOST_TOLD = 4;
    private static final DigestSession NONE = new DigestSession(Map.of());
    private final Map<Space, Answering> answering;

    /** A protection space. */
    private record Space(boolean proxy, String realm) {}

    /**
     * How challenges of a space are answered.
     *
     * @param key what its answers have in common
     * @param used how many requests carried an answer to this nonce
     * @param worked whether one of them was let through
     * @param cnonce our nonce in the last of them; empty before
     * @param sessionSeed nonce and cnonce of the first answer to the challenge, which a {@code -sess} key is made of
     *     (RFC 7616 §3.4.2); empty before
     */
    private record Answering(
            DigestChallenge challenge,
            Auth auth,
            DigestKey key,
            int used,
            boolean worked,
            String cnonce,
            String sessionSeed) {
        static Answering to(DigestChallenge challenge, Auth auth) {
            return new Answering(challenge, auth, DigestKey.of(challenge, auth), 0, false, "", "");
        }

        /** Servers disagree on which cnonce a session's key is made of; one for the whole session suits them all. */
        Answering used(Supplier<String> cnonces) {
            String ours = key.session() && !cnonce.isEmpty() ? cnonce : cnonces.get();
            String seed = key.session() && sessionSeed.isEmpty() ? challenge.nonce() + ":" + ours : sessionSeed;
            return new Answering(challenge, auth, key, used + 1, worked, ours, seed);
        }

        Answering letThrough() {
            return worked ? this : new Answering(challenge, auth, key, used, true, cnonce, sessionSeed);
        }

        Answering withNonce(String nonce) {
            return new Answering(challenge.withNonce(nonce), auth, key, 0, worked, cnonce, sessionSeed);
        }

        Credential credential(Space space, String method, String uri, byte[] body) {
            DigestResponse response = new DigestResponse(challenge, key, used, cnonce, sessionSeed);
            return new Credential(space.proxy, response.header(method, uri, body));
        }

        @Override
        public String toString() {
            return "answer " + used + " to " + challenge.realm();
        }
    }

    private DigestSession(Map<Space, Answering> answering) {
        this.answering = answering;
    }

    /**
     * Before any challenge.
     *
     * @return knows nothing
     */
    public static DigestSession none() {
        return NONE;
    }

    /** Whether a 401 or 407 can be answered. */
    public sealed interface Outcome {
        /**
         * It can.
         *
         * @param session answers it
         * @param stale whether only a nonce was old: what answered it before had been let through
         */
        record Answerable(DigestSession session, boolean stale) implements Outcome {}

        /**
         * It cannot.
         *
         * @param reason in words: realm, algorithms, and why nothing fits
         */
        record Refused(String reason) implements Outcome {}
    }

    /** A session after a request, and the credentials that go with the request. */
    public record Authorized(DigestSession session, List<Credential> credentials) {
        /** Copies the list. */
        public Authorized {
            credentials = List.copyOf(credentials);
        }
    }

    /**
     * Takes the challenges of a 401 or 407. Of several for a realm the topmost that a credential answers is taken (RFC
     * 8760 §2.4); several realms are answered in one request, up to
     * eight.
     *
     * @param challenges as the answer has them
     * @param auths credentials in the order of preference
     * @return whether and how it can be answered
     */
    public Outcome challenged(List<Challenge> challenges, List<Auth> auths) {
        Map<Space, Answering> next = new LinkedHashMap<>(answering);
        Map<Space, Boolean> fresh = new LinkedHashMap<>();
        List<String> unanswered = new ArrayList<>();
        for (Challenge offered : challenges) {
            for (DigestChallenge challenge : DigestChallenge.parse(offered.value())) {
                Space space = new Space(offered.proxy(), challenge.realm());
                if (fresh.containsKey(space) || fresh.size() == MOST_SPACES) {
                    continue;
                }
                Optional<Auth> auth = fitting(challenge, auths);
                if (challenge.isDigest() && challenge.flaw().isPresent()) {
                    unanswered.add(describe(challenge) + " (" + challenge.flaw().get() + ")");
                } else if (auth.isEmpty()) {
                    unanswered.add(describe(challenge));
                } else if (isRejected(space, challenge, auth.get())) {
                    unanswered.add(describe(challenge) + " (it rejected those of " + auth.get() + ")");
                } else {
                    fresh.put(space, isFresh(space, challenge));
                    next.put(space, Answering.to(challenge, auth.get()));
                }
            }
        }
        if (fresh.isEmpty()) {
            return new Outcome.Refused(refusal(unanswered, auths));
        }
        forgetOthers(next, fresh.keySet());
        return new Outcome.Answerable(
                new DigestSession(next), fresh.values().stream().allMatch(Boolean::booleanValue));
    }

    /** A server that names another realm each time is not answered for all of them. */
    private static void forgetOthers(Map<Space, Answering> spaces, Set<Space> fresh) {
        Iterator<Space> oldestFirst = spaces.keySet().iterator();
        while (spaces.size() > MOST_SPACES) {
            if (!fresh.contains(oldestFirst.next())) {
                oldestFirst.remove();
            }
        }
    }

    /**
     * Credentials that were just rejected are not sent again (RFC 3261 §22.1). Only an explicit {@code stale=false} is
     * taken for that, since servers that leave it out often enough mean the nonce.
     */
    private boolean isRejected(Space space, DigestChallenge challenge, Auth auth) {
        Answering before = answering.get(space);
        return before != null
                && before.used > 0
                && !before.worked
                && challenge.rejectsCredentials()
                && before.auth.equals(auth)
                && before.challenge.algorithm().equals(challenge.algorithm());
    }

    /** Some servers replace an old nonce without saying that it was stale. */
    private boolean isFresh(Space space, DigestChallenge challenge) {
        Answering before = answering.get(space);
        return before != null
                && (challenge.stale() || before.worked)
                && !before.challenge.nonce().equals(challenge.nonce());
    }

    private static Optional<Auth> fitting(DigestChallenge challenge, List<Auth> auths) {
        Optional<DigestAlgorithm> algorithm = challenge.algorithm();
        if (!challenge.isDigest()
                || challenge.flaw().isPresent()
                || algorithm.isEmpty()
                || challenge.qop().isEmpty()) {
            return Optional.empty();
        }
        List<Auth> able = auths.stream()
                .filter(auth -> auth.isFor(challenge.realm()) && auth.answers(algorithm.get()))
                .toList();
        return able.stream()
                .filter(auth -> !auth.isForAnyRealm())
                .findFirst()
                .or(() -> able.stream().findFirst());
    }

    private static String describe(DigestChallenge challenge) {
        if (!challenge.isDigest()) {
            return Excerpt.of(challenge.scheme()) + " (only Digest is answered)";
        }
        String algorithm = challenge.algorithmToken().isEmpty() ? "MD5" : challenge.algorithmToken();
        String text = "realm \"" + Excerpt.of(challenge.realm()) + "\" with " + Excerpt.of(algorithm);
        boolean qop = challenge.algorithm().isEmpty() || challenge.qop().isPresent();
        return qop ? text : text + " and a qop other than auth or auth-int";
    }

    private static String refusal(List<String> unanswered, List<Auth> auths) {
        if (unanswered.isEmpty()) {
            return "the server asks for credentials without a challenge";
        }
        int told = Math.min(unanswered.size(), MOST_TOLD);
        String more = unanswered.size() > told ? ", and " + (unanswered.size() - told) + " more" : "";
        String offered =
                "the server asks for credentials of " + String.join(", or of ", unanswered.subList(0, told)) + more;
        return offered + (auths.isEmpty() ? ", but there is no usable outbound_auth" : ", and no outbound_auth fits");
    }

    /**
     * Whether the body is part of what is hashed.
     *
     * @return true if {@link #authorize} needs it
     */
    public boolean hashesBody() {
        for (Answering known : answering.values()) {
            if (known.key.hashesBody()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Credentials for a request. The session that comes back must be used next: a nonce count is never used twice.
     *
     * @param method such as {@code PUBLISH}
     * @param uri the Request-URI as it is sent
     * @param body the body's bytes; empty for none, or if they are not hashed
     * @param cnonces gives unpredictable text of digits and letters
     * @return the credentials, one for each known space
     */
    public Authorized authorize(String method, String uri, byte[] body, Supplier<String> cnonces) {
        if (answering.isEmpty()) {
            return new Authorized(this, List.of());
        }
        if (answering.size() == 1) {
            Map.Entry<Space, Answering> only = answering.entrySet().iterator().next();
            Answering used = only.getValue().used(cnonces);
            return new Authorized(
                    new DigestSession(Map.of(only.getKey(), used)),
                    List.of(used.credential(only.getKey(), method, uri, body)));
        }
        Map<Space, Answering> next = new LinkedHashMap<>();
        List<Credential> credentials = new ArrayList<>();
        answering.forEach((space, known) -> {
            Answering used = known.used(cnonces);
            credentials.add(used.credential(space, method, uri, body));
            next.put(space, used);
        });
        return new Authorized(new DigestSession(next), credentials);
    }

    /**
     * The last request was let through. A nonce that the server names for the next one is used (RFC 7616 §3.5).
     *
     * @param confirmations as the 2xx has them
     * @return the session that knows it
     */
    public DigestSession accepted(List<Confirmation> confirmations) {
        if (answering.isEmpty() || confirmations.isEmpty() && haveAllWorked()) {
            return this;
        }
        Map<Space, Answering> next = new LinkedHashMap<>(2);
        answering.forEach((space, known) -> next.put(space, known.letThrough()));
        for (Confirmation row : confirmations) {
            AuthenticationInfo info = AuthenticationInfo.parse(row);
            if (DigestChallenge.isUsableNonce(info.nextNonce())) {
                spaceOf(info)
                        .ifPresent(space -> next.computeIfPresent(
                                space, (known, answered) -> answered.withNonce(info.nextNonce())));
            }
        }
        return new DigestSession(next);
    }

    private boolean haveAllWorked() {
        for (Answering known : answering.values()) {
            if (!known.worked) {
                return false;
            }
        }
        return true;
    }

    /** A header without a realm is about the one whose cnonce it repeats, else about the only one there is. */
    private Optional<Space> spaceOf(AuthenticationInfo info) {
        List<Space> candidates = answering.keySet().stream()
                .filter(space -> space.proxy == info.proxy())
                .toList();
        return candidates.stream()
                .filter(space -> info.cnonce().isEmpty()
                        ? candidates.size() == 1
                        : Objects.requireNonNull(answering.get(space)).cnonce.equals(info.cnonce()))
                .findFirst();
    }

    /**
     * Credentials changed: those that are not among these any more are forgotten.
     *
     * @param auths credentials as they are now
     * @return the session without them
     */
    public DigestSession retain(List<Auth> auths) {
        boolean all = true;
        for (Answering known : answering.values()) {
            all &= auths.contains(known.auth);
        }
        if (all) {
            return this;
        }
        Map<Space, Answering> next = new LinkedHashMap<>(answering);
        next.values().removeIf(known -> !auths.contains(known.auth));
        return new DigestSession(next);
    }

    /** Prints the realms only. */
    @Override
    public String toString() {
        return answering.keySet().toString();
    }
}
