package org.outpub.publish.delivery.digest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.DigestAlgorithm;

/**
 * What a coverage-guided fuzzer calls with challenges that it invents ({@code docs/security.md}), one a line, and those that
 * begin with {@code +} confirmations: what is answered goes back byte by byte, in a header that is whole; what is not gets a
 * reason of one short line.
 */
public final class ChallengeFuzz {
    private static final List<Auth> AUTHS =
            List.of(new Auth("a", "\"u\\", "password", Map.of(), "*", List.of(DigestAlgorithm.values())));

    private ChallengeFuzz() {}

    /**
     * Answers challenges one after the other in one session.
     *
     * @param input any bytes
     */
    public static void fuzzerTestOneInput(byte[] input) {
        DigestSession session = DigestSession.none();
        for (String line : new String(input, StandardCharsets.UTF_8).split("\n", 40)) {
            List<Challenge> challenges = new ArrayList<>();
            challenges.add(new Challenge(line.startsWith("-"), line));
            if (line.startsWith("+")) {
                session = session.accepted(List.of(new Confirmation(false, line.substring(1))));
            } else if (session.challenged(challenges, AUTHS) instanceof DigestSession.Outcome.Answerable answerable) {
                session = answerable.session();
            } else if (session.challenged(challenges, AUTHS) instanceof DigestSession.Outcome.Refused refused) {
                check(
                        refused.reason().length() < 2000,
                        "a reason of " + refused.reason().length());
                check(refused.reason().chars().noneMatch(Character::isISOControl), refused.reason());
            }
            DigestSession.Authorized authorized = session.authorize("PUBLISH", "sip:a@b", input, () -> "c");
            check(authorized.credentials().size() <= 8, "too many");
            authorized.credentials().forEach(ChallengeFuzz::sound);
            session = authorized.session();
        }
    }

    private static void sound(Credential credential) {
        String value = credential.value();
        check(value.length() < 8_000, "a header of " + value.length());
        check(value.chars().noneMatch(Character::isISOControl), value);
        List<DigestChallenge> read = DigestChallenge.parse(value);
        check(read.size() == 1, read.size() + " read of " + value);
        Map<String, String> parameters = read.get(0).parameters();
        check("sip:a@b".equals(parameters.get("uri")), "the uri of " + value);
        check(parameters.containsKey("response") && parameters.containsKey("nonce"), value);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
