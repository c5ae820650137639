package org.outpub.publish.delivery.digest;

import java.text.Normalizer;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.DigestAlgorithm;

/**
 * What all answers to the challenges of one realm by one credential have in common, worked out once.
 *
 * @param algorithm hashes
 * @param qop {@code auth}, {@code auth-int}, or empty for the old form without
 * @param session whether the key is made anew for each challenge ({@code -sess})
 * @param username as it stands in the header
 * @param secret the hash of user, realm and password (RFC 7616 §3.4.2)
 */
record DigestKey(DigestAlgorithm algorithm, String qop, boolean session, String username, String secret) {
    /**
     * Works it out.
     *
     * @param challenge a digest challenge with an algorithm and a qop that are known
     * @param auth has a secret for the algorithm
     */
    static DigestKey of(DigestChallenge challenge, Auth auth) {
        DigestAlgorithm algorithm = challenge.algorithm().orElseThrow();
        String name = normalized(challenge, auth.username());
        String known = auth.digests().get(algorithm);
        return new DigestKey(
                algorithm,
                challenge.qop().orElseThrow(),
                challenge.session(),
                challenge.userhash() ? algorithm.hash(name + ":" + challenge.realm()) : name,
                known != null
                        ? known
                        : algorithm.hash(normalized(
                                challenge, auth.username() + ":" + challenge.realm() + ":" + auth.password())));
    }

    private static String normalized(DigestChallenge challenge, String text) {
        return challenge.normalizes() ? Normalizer.normalize(text, Normalizer.Form.NFC) : text;
    }

    boolean hashesBody() {
        return qop.equals("auth-int");
    }

    /** Prints nothing of the secret. */
    @Override
    public String toString() {
        return algorithm.token() + (qop.isEmpty() ? "" : " with " + qop);
    }
}
