package org.outpub.publish.publication;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.outpub.api.publication.Operation;
import org.outpub.publish.publication.PublicationEvent.Rejected;

/**
 * A final answer that is no 2xx and no challenge, and what it means for the publication (RFC 3903 §5, RFC 3261 §21).
 *
 * @param sending the request it answers
 * @param rejected the answer
 */
record Rejection(Sending sending, Rejected rejected) {
    private static final int CONDITION_FAILED = 412;
    private static final int NO_SUCH_TRANSACTION = 481;
    private static final int INTERVAL_TOO_BRIEF = 423;
    private static final int BAD_REQUEST = 400;
    private static final int MOST_TOO_BRIEF = 2;
    /** What lives longer is as good as never refreshed; only configuration may ask for that, not a single answer. */
    private static final long LONGEST_FLOOR_SECONDS = 86_400;
    /** After so many failures in a row, an entity-tag that a server answers with 400 or 5xx is given up. */
    private static final int MOST_FAILURES_OF_A_TAG = 2;
    /** Answers that another time may bring a better one to, besides 5xx. */
    private static final Set<Integer> PASSING = Set.of(408, 430, 480, 486, 491, 600, 603);
    /** Answers that are about the document. */
    private static final Set<Integer> ABOUT_CONTENT = Set.of(400, 406, 413, 415, 488, 493, 606);
    /** 5xx answers that only configuration cures. */
    private static final Set<Integer> INCAPABLE = Set.of(501, 505, 513, 555, 580);

    private static final String REDIRECTED =
            "the server sends us elsewhere, but to no other place that can be used; check server_uri";
    private static final Map<Integer, String> ADVICE = Map.ofEntries(
            Map.entry(300, REDIRECTED),
            Map.entry(301, REDIRECTED),
            Map.entry(302, REDIRECTED),
            Map.entry(305, REDIRECTED),
            Map.entry(401, "check outbound_auth"),
            Map.entry(403, "the server does not allow this; check outbound_auth, server_uri and from_uri"),
            Map.entry(404, "the server does not know the user; check server_uri"),
            Map.entry(405, "the server does not take PUBLISH; check server_uri"),
            Map.entry(407, "check outbound_auth"),
            Map.entry(415, "the server does not take this content type; check @content_type"),
            Map.entry(416, "the server does not take this URI scheme; check server_uri"),
            Map.entry(485, "the address is ambiguous; check server_uri"),
            Map.entry(489, "the server does not take this event; check event"),
            Map.entry(501, "the server does not take PUBLISH; check server_uri"),
            Map.entry(604, "the user does not exist anywhere; check server_uri"));

    Step step(Moment at) {
        int status = rejected.status();
        if (status == CONDITION_FAILED || status == NO_SUCH_TRANSACTION) {
            return conditionFailed(at);
        }
        if (status == INTERVAL_TOO_BRIEF) {
            return tooBrief(at);
        }
        if (status == BAD_REQUEST && sending.operation() != Operation.INITIAL) {
            return later(Cure.TIME, at);
        }
        return later(cure(status), at);
    }

    private static Cure cure(int status) {
        if (PASSING.contains(status) || (status / 100 == 5 && !INCAPABLE.contains(status))) {
            return Cure.TIME;
        }
        return ABOUT_CONTENT.contains(status) ? Cure.CONTENT : Cure.CONFIGURATION;
    }

    /** RFC 3903 §5: the entity-tag is void. The full document goes out anew at once; an initial request had no tag. */
    private Step conditionFailed(Moment at) {
        Due due = sending.due();
        if (sending.operation() == Operation.INITIAL) {
            return sending.fail(rejected.answer(), Cure.TIME, rejected.retryAfterSeconds(), null, at);
        }
        if (sending.operation() == Operation.REFRESH && due.wishIsAToldChange()) {
            return Due.lost(due.terms());
        }
        return sending.again(due.terms(), null, due.tries(), at);
    }

    private Step tooBrief(Moment at) {
        Due due = sending.due();
        long least = rejected.minExpiresSeconds().orElse(0);
        boolean tooLong = least > LONGEST_FLOOR_SECONDS;
        boolean helps = least > sending.askedSeconds() && !tooLong && sending.operation() != Operation.REMOVE;
        if (helps && due.tries().tooBrief() < MOST_TOO_BRIEF) {
            return sending.again(
                    due.terms().withFloor(least), due.held(), due.tries().foundTooBrief(), at);
        }
        return sending.fail(
                rejected.answer() + " (Min-Expires: " + (least == 0 ? "none that can be used" : least) + ")"
                        + (tooLong ? ", which is more than a day; set expiration if that is meant" : ""),
                Cure.CONFIGURATION,
                rejected.retryAfterSeconds(),
                due.held(),
                at);
    }

    private Step later(Cure cure, Moment at) {
        String advice = ADVICE.get(rejected.status());
        String reason = advice == null ? rejected.answer() : rejected.answer() + ": " + advice;
        OptionalLong retryAfter = rejected.retryAfterSeconds();
        boolean tagSuspect = cure == Cure.TIME
                && sending.operation() != Operation.INITIAL
                && (rejected.status() == BAD_REQUEST || rejected.status() == 500)
                && sending.due().tries().failures() + 1 >= MOST_FAILURES_OF_A_TAG;
        return sending.fail(
                reason, cure, retryAfter, tagSuspect ? null : sending.due().held(), at);
    }
}
