package org.outpub.publish.agent;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Excerpt;
import org.outpub.api.publication.Operation;
import org.outpub.api.publication.PublicationBody;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.delivery.Outcome;
import org.outpub.publish.delivery.PublishRequest;
import org.outpub.publish.delivery.Redirection;
import org.outpub.publish.delivery.RequestHead;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.delivery.digest.Credential;
import org.outpub.publish.delivery.digest.DigestSession;
import org.outpub.publish.delivery.digest.DigestSession.Authorized;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.publication.EntityTag;
import org.outpub.publish.publication.PublicationEffect.SendPublish;
import org.outpub.publish.publication.PublicationEvent;

/**
 * Turns orders into requests and outcomes into events: keeps what all requests of a publication share (Call-ID, From
 * tag, rising CSeq; RFC 3261 §8.1.1), its digest session, and where servers sent it. Pure but for the random numbers it
 * is lent. Confined to the loop.
 */
final class Conversation {
    private static final byte[] NO_BODY = {};
    /** Leaves as many as a life needs below what a CSeq may be (RFC 3261 8.1.1.5). */
    private static final long FIRST_TOO_HIGH = 1L << 30;

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
    private @Nullable Target headOf;
    private @Nullable RequestHead head;
    /** As text, for credentials; empty until they are asked for. */
    private String requestUriText = "";

    /**
     * A conversation of its own, with a Call-ID that nobody had.
     *
     * @param former the CSeq of one before about the same, which is gone on from; 0 for none
     */
    Conversation(RandomGenerator random, long former) {
        this.random = random;
        this.cseq = former < FIRST_TOO_HIGH ? former : 0;
        this.callId = token() + token();
        this.fromTag = token();
    }

    private String token() {
        return Long.toHexString(random.nextLong() | Long.MIN_VALUE);
    }

    String callId() {
        return callId;
    }

    /** The number of the last request; 0 for none yet. */
    long cseq() {
        return cseq;
    }

    /** The server that gave the entity-tag; null if it is not known. */
    @Nullable
    Server holder() {
        return holder;
    }

    /** What the next request has in common with those before; the same object while nothing changes. */
    RequestHead head(Target configured) {
        RequestHead known = head;
        if (known != null && configured.equals(headOf)) {
            return known;
        }
        Target target = configured.redirected(redirection);
        SipUri requestUri = target.requestUri();
        RequestHead made = new RequestHead(
                requestUri,
                target.routes(),
                target.nextHop(),
                target.from(),
                fromTag,
                target.to(),
                callId,
                target.event(),
                target.transport());
        headOf = configured;
        head = made;
        requestUriText = "";
        return made;
    }

    PublishRequest request(Target configured, SendPublish order) {
        RequestHead common = head(configured);
        EntityTag tag = order.entityTag();
        return new PublishRequest(
                common,
                ++cseq,
                order.expiresSeconds(),
                tag == null ? null : tag.value(),
                order.body(),
                credentials(configured, common, order.body()));
    }

    private List<Credential> credentials(Target configured, RequestHead common, @Nullable PublicationBody body) {
        if (session.equals(DigestSession.none())) {
            return List.of();
        }
        DigestSession known = session.retain(configured.auths());
        if (requestUriText.isEmpty()) {
            requestUriText = common.requestUri().toString();
        }
        Authorized authorized = known.authorize(
                "PUBLISH",
                requestUriText,
                body == null || !known.hashesBody() ? NO_BODY : body.bytes(),
                () -> token() + token());
        session = authorized.session();
        return authorized.credentials();
    }

    /**
     * What an outcome means.
     *
     * @param operation what was asked for
     * @param now in the loop's nanoseconds
     */
    PublicationEvent read(Target target, Operation operation, Outcome outcome, long now) {
        PublicationEvent event = outcome instanceof Outcome.Answered answered
                ? read(target, answered)
                : new PublicationEvent.Unanswered(outcome.toString());
        if (operation == Operation.REMOVE && isVoidElsewhere(event, outcome)) {
            return new PublicationEvent.Unanswered(
                    "it could not be removed at " + holder + ", and " + outcome + " came from another server");
        }
        if (event instanceof PublicationEvent.Accepted) {
            redirect(redirection.accepted());
        } else if (event instanceof PublicationEvent.Rejected rejected && VOID_TAG.contains(rejected.status())) {
            redirect(redirection.unbound(now));
        } else if (!isAboutTheRequest(event)) {
            return elsewhere(target, outcome, now).orElse(event);
        }
        return event;
    }

    /** Another server does not know the entity-tag, which says nothing of the one that gave it. */
    private boolean isVoidElsewhere(PublicationEvent event, Outcome outcome) {
        Server gave = holder;
        Server said = outcome instanceof Outcome.Answered answered ? answered.server() : null;
        return gave != null
                && said != null
                && event instanceof PublicationEvent.Rejected rejected
                && VOID_TAG.contains(rejected.status())
                // The same server may be reached in several ways, and larger requests go by another than small ones.
                && !said.address().equals(gave.address());
    }

    private void redirect(Redirection next) {
        if (!next.equals(redirection)) {
            redirection = next;
            head = null;
        }
    }

    /** Answers of a place that works, to a request that it wants otherwise. */
    private static boolean isAboutTheRequest(PublicationEvent event) {
        return event instanceof PublicationEvent.Challenged
                || event instanceof PublicationEvent.Rejected rejected && rejected.status() == INTERVAL_TOO_BRIEF;
    }

    /** Goes on at the next place that servers named; with none left, the next try begins as configured. */
    private Optional<PublicationEvent> elsewhere(Target target, Outcome outcome, long now) {
        Optional<Redirection> next = outcome instanceof Outcome.Answered answered
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
        redirect(next.orElse(Redirection.none()));
        return next.map(place -> new PublicationEvent.Redirected(outcome + ": going on at " + place));
    }

    private PublicationEvent read(Target target, Outcome.Answered answered) {
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
                    answer.status(),
                    Excerpt.line(answer + allowed),
                    answer.minExpiresSeconds(),
                    answer.retryAfterSeconds());
        }
        DigestSession.Outcome outcome = session.challenged(answer.challenges(), target.auths());
        if (outcome instanceof DigestSession.Outcome.Answerable answerable) {
            session = answerable.session();
            return new PublicationEvent.Challenged(answerable.stale());
        }
        return new PublicationEvent.Unauthorized(
                Excerpt.line(answer + ": " + ((DigestSession.Outcome.Refused) outcome).reason()));
    }

    private static @Nullable EntityTag entityTag(@Nullable String value) {
        return value == null || value.isEmpty() ? null : new EntityTag(value);
    }
}
