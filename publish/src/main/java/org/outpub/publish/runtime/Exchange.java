package org.outpub.publish.runtime;

import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.delivery.Redirection;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.delivery.SipOutcome;
import org.outpub.publish.delivery.digest.DigestSession;
import org.outpub.publish.delivery.digest.DigestSession.Authorized;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.publication.EntityTag;
import org.outpub.publish.publication.PublicationEffect.SendPublish;
import org.outpub.publish.publication.PublicationEvent;
import org.outpub.publish.sip.PublishRequest;

/**
 * Turns orders into requests and outcomes into events: keeps what all requests of a publication share (Call-ID, From
 * tag, rising CSeq; RFC 3261 §8.1.1), its digest session, and where servers sent it. Confined to the publication's shard.
 */
final class Exchange {
    private static final byte[] NO_BODY = {};
    private static final int INTERVAL_TOO_BRIEF = 423;
    /** Answers that say that an entity-tag is not known there. */
    private static final Set<Integer> VOID_TAG = Set.of(412, 481);

    private final RandomGenerator random;
    private final String callId;
    private final String fromTag;
    private long cseq;
    private @Nullable Server holder;
    private DigestSession session = DigestSession.none();
    private Redirection redirection = Redirection.none();

    Exchange(RandomGenerator random) {
        this.random = random;
        this.callId = token() + token();
        this.fromTag = token();
    }

    private String token() {
        return Long.toHexString(random.nextLong() | Long.MIN_VALUE);
    }

    /** Where the next request goes. */
    SipUri requestUri(Target configured) {
        return configured.redirected(redirection).requestUri();
    }

    PublishRequest request(Target configured, SendPublish order) {
        Target target = configured.redirected(redirection);
        PublicationBody body = order.body();
        EntityTag tag = order.entityTag();
        Authorized authorized = session.retain(target.auths())
                .authorize(
                        "PUBLISH",
                        target.requestUri().toString(),
                        body == null ? NO_BODY : body.bytes(),
                        () -> token() + token());
        session = authorized.session();
        return new PublishRequest(
                target.requestUri(),
                target.routes(),
                target.from(),
                fromTag,
                target.to(),
                callId,
                ++cseq,
                target.event(),
                order.expiresSeconds(),
                tag == null ? null : tag.value(),
                body,
                authorized.credentials(),
                target.transport(),
                tag == null ? null : holder);
    }

    /**
     * What an outcome means.
     *
     * @param now in the ticker's nanoseconds
     */
    PublicationEvent read(Target target, SipOutcome outcome, long now) {
        PublicationEvent event = outcome instanceof SipOutcome.Answered answered
                ? read(target, answered)
                : new PublicationEvent.Unanswered(describe(outcome));
        if (event instanceof PublicationEvent.Accepted) {
            redirection = redirection.accepted();
        } else if (event instanceof PublicationEvent.Rejected rejected && VOID_TAG.contains(rejected.status())) {
            redirection = redirection.unbound(now);
        } else if (!isAboutTheRequest(event)) {
            return elsewhere(target, outcome, now).orElse(event);
        }
        return event;
    }

    /** Answers of a place that works, to a request that it wants otherwise. */
    private static boolean isAboutTheRequest(PublicationEvent event) {
        return event instanceof PublicationEvent.Challenged
                || event instanceof PublicationEvent.Rejected rejected && rejected.status() == INTERVAL_TOO_BRIEF;
    }

    /** Goes on at the next place that servers named; with none left, the next try begins as configured. */
    private Optional<PublicationEvent> elsewhere(Target target, SipOutcome outcome, long now) {
        Optional<Redirection> next = outcome instanceof SipOutcome.Answered answered
                        && Redirection.isFollowed(answered.answer().status())
                ? redirection.redirected(
                        answered.answer().status(),
                        answered.answer().contacts(),
                        answered.answer().expiresSeconds(),
                        target.server(),
                        now)
                : redirection.failed();
        if (redirection != Redirection.none() || next.isPresent()) {
            // What is known of challenges and servers was about the place before.
            session = DigestSession.none();
            holder = null;
        }
        redirection = next.orElse(Redirection.none());
        return next.map(place -> new PublicationEvent.Redirected(describe(outcome) + ": going on at " + place));
    }

    private PublicationEvent read(Target target, SipOutcome.Answered answered) {
        SipAnswer answer = answered.answer();
        if (answer.isSuccess()) {
            holder = answered.server();
            session = session.accepted(answer.confirmations());
            return new PublicationEvent.Accepted(entityTag(answer.entityTag()), answer.expiresSeconds());
        }
        if (answer.status() != 401 && answer.status() != 407) {
            session = answer.status() == 403 ? DigestSession.none() : session;
            String allowed = answer.allowEvents().isEmpty() || answer.status() != 489
                    ? ""
                    : " (the server takes " + String.join(", ", answer.allowEvents()) + ")";
            return new PublicationEvent.Rejected(
                    answer.status(), answer + allowed, answer.minExpiresSeconds(), answer.retryAfterSeconds());
        }
        DigestSession.Outcome outcome = session.challenged(answer.challenges(), target.auths());
        if (outcome instanceof DigestSession.Outcome.Answerable answerable) {
            session = answerable.session();
            return new PublicationEvent.Challenged(answerable.stale());
        }
        return new PublicationEvent.Unauthorized(answer + ": " + ((DigestSession.Outcome.Refused) outcome).reason());
    }

    private static @Nullable EntityTag entityTag(@Nullable String value) {
        return value == null || value.isEmpty() ? null : new EntityTag(value);
    }

    static String describe(SipOutcome outcome) {
        if (outcome instanceof SipOutcome.Answered answered) {
            return answered.answer().toString();
        }
        return outcome instanceof SipOutcome.TimedOut timedOut
                ? timedOut.reason()
                : ((SipOutcome.Unreachable) outcome).reason();
    }
}
