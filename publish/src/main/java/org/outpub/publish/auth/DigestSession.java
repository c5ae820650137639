package org.outpub.publish.auth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.DigestAlgorithm;
import org.outpub.publish.sip.PublishRequest.Credential;
import org.outpub.publish.sip.SipAnswer;

/**
 * What one publication knows of its servers' challenges: for each realm, at a proxy or at the server, the nonce in use
 * and how often it was used. Immutable. Credentials go with every later request too, so that a challenge is answered
 * once and not for each refresh (RFC 3261 §22.2).
 */
public final class DigestSession {
    private static final DigestSession NONE = new DigestSession(Map.of());
    private final Map<Space, Answering> answering;

    /** A protection space. */
    private record Space(boolean proxy, String realm) {}

    /**
     * How challenges of a space are answered.
     *
     * @param used how many requests carried an answer to this nonce
     * @param worked whether one of them was let through
     */
    private record Answering(DigestChallenge challenge, Auth auth, int used, boolean worked) {}

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
     * 8760 §2.4); several realms are answered in one request.
     *
     * @param answer the response
     * @param auths credentials in the order of preference
     * @return whether and how it can be answered
     */
    public Outcome challenged(SipAnswer answer, List<Auth> auths) {
        Map<Space, Answering> next = new LinkedHashMap<>(answering);
        Map<Space, Boolean> fresh = new LinkedHashMap<>();
        List<String> unanswered = new ArrayList<>();
        for (SipAnswer.Challenge offered : answer.challenges()) {
            for (DigestChallenge challenge : DigestChallenge.parse(offered.value())) {
                Space space = new Space(offered.proxy(), challenge.realm());
                Optional<Auth> auth = fresh.containsKey(space) ? Optional.empty() : fitting(challenge, auths);
                if (auth.isPresent()) {
                    fresh.put(space, isFresh(space, challenge));
                    next.put(space, new Answering(challenge, auth.get(), 0, false));
                } else if (!fresh.containsKey(space)) {
                    unanswered.add(describe(challenge));
                }
            }
        }
        if (fresh.isEmpty()) {
            return new Outcome.Refused(answer + ": " + refusal(unanswered, auths));
        }
        return new Outcome.Answerable(
                new DigestSession(next), fresh.values().stream().allMatch(Boolean::booleanValue));
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
        if (!challenge.isDigest() || algorithm.isEmpty() || challenge.qop().isEmpty()) {
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
            return challenge.scheme() + " (only Digest is answered)";
        }
        String algorithm = challenge.algorithmToken().isEmpty() ? "MD5" : challenge.algorithmToken();
        return "realm \"" + challenge.realm() + "\" with " + algorithm;
    }

    private static String refusal(List<String> unanswered, List<Auth> auths) {
        if (unanswered.isEmpty()) {
            return "the server asks for credentials without a challenge";
        }
        String offered = "the server asks for credentials of " + String.join(", or of ", unanswered);
        return offered + (auths.isEmpty() ? ", but there is no usable outbound_auth" : ", and no outbound_auth fits");
    }

    /**
     * Credentials for a request. The session that comes back must be used next: a nonce count is never used twice.
     *
     * @param method such as {@code PUBLISH}
     * @param uri the Request-URI as it is sent
     * @param body the body's bytes; empty for none
     * @param cnonces gives unpredictable text of digits and letters
     * @return the credentials, one for each known space
     */
    public Authorized authorize(String method, String uri, byte[] body, Supplier<String> cnonces) {
        Map<Space, Answering> next = new LinkedHashMap<>();
        List<Credential> credentials = new ArrayList<>();
        answering.forEach((space, known) -> {
            int count = known.used + 1;
            DigestResponse response = new DigestResponse(known.challenge, known.auth, count, cnonces.get());
            credentials.add(new Credential(space.proxy, response.header(method, uri, body)));
            next.put(space, new Answering(known.challenge, known.auth, count, known.worked));
        });
        return new Authorized(new DigestSession(next), credentials);
    }

    /**
     * The last request was let through.
     *
     * @return the session that knows it
     */
    public DigestSession accepted() {
        Map<Space, Answering> next = new LinkedHashMap<>();
        answering.forEach(
                (space, known) -> next.put(space, new Answering(known.challenge, known.auth, known.used, true)));
        return new DigestSession(next);
    }

    /**
     * Credentials changed: those that are not among these any more are forgotten.
     *
     * @param auths credentials as they are now
     * @return the session without them
     */
    public DigestSession retain(List<Auth> auths) {
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
