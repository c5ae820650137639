package org.outpub.publish.runtime;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.publish.auth.DigestSession;
import org.outpub.publish.auth.DigestSession.Authorized;
import org.outpub.publish.location.Server;
import org.outpub.publish.machine.EntityTag;
import org.outpub.publish.machine.PublicationEffect.SendPublish;
import org.outpub.publish.machine.PublicationEvent;
import org.outpub.publish.sip.PublishRequest;
import org.outpub.publish.sip.SipAnswer;
import org.outpub.publish.sip.SipOutcome;

/**
 * Turns orders into requests and outcomes into events: keeps what all requests of a publication share (Call-ID, From
 * tag, rising CSeq; RFC 3261 §8.1.1) and its digest session. Confined to the publication's shard.
 */
final class Exchange {
    private static final byte[] NO_BODY = {};
    private final RandomGenerator random;
    private final String callId;
    private final String fromTag;
    private long cseq;
    private @Nullable Server holder;
    private DigestSession session = DigestSession.none();

    Exchange(RandomGenerator random) {
        this.random = random;
        this.callId = token() + token();
        this.fromTag = token();
    }

    private String token() {
        return Long.toHexString(random.nextLong() | Long.MIN_VALUE);
    }

    PublishRequest request(Target target, SendPublish order) {
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

    PublicationEvent read(Target target, SipOutcome outcome) {
        if (outcome instanceof SipOutcome.Answered answered) {
            if (answered.answer().isSuccess()) {
                holder = answered.server();
            }
            return read(target, answered.answer());
        }
        return new PublicationEvent.Unanswered(describe(outcome));
    }

    private PublicationEvent read(Target target, SipAnswer answer) {
        if (answer.isSuccess()) {
            session = session.accepted(answer);
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
        DigestSession.Outcome outcome = session.challenged(answer, target.auths());
        if (outcome instanceof DigestSession.Outcome.Answerable answerable) {
            session = answerable.session();
            return new PublicationEvent.Challenged(answerable.stale());
        }
        return new PublicationEvent.Unauthorized(((DigestSession.Outcome.Refused) outcome).reason());
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
