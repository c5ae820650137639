package org.outpub.publish.publication;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.Operation;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.publish.publication.PublicationEffect.SendPublish;
import org.outpub.publish.publication.PublicationEffect.Tell;
import org.outpub.publish.publication.PublicationEvent.Accepted;
import org.outpub.publish.publication.PublicationEvent.Challenged;
import org.outpub.publish.publication.PublicationEvent.ContentChanged;
import org.outpub.publish.publication.PublicationEvent.ContentRemoved;
import org.outpub.publish.publication.PublicationEvent.Pushed;
import org.outpub.publish.publication.PublicationEvent.Reconfigured;
import org.outpub.publish.publication.PublicationEvent.Redirected;
import org.outpub.publish.publication.PublicationEvent.Rejected;
import org.outpub.publish.publication.PublicationEvent.StopRequested;
import org.outpub.publish.publication.PublicationEvent.Unanswered;
import org.outpub.publish.publication.PublicationEvent.Unauthorized;

/**
 * A request is under way. What arrives meanwhile changes only the wish; it is compared with the outcome.
 *
 * @param due what the request was made from; its terms and wish follow what arrives meanwhile
 * @param operation what was sent
 * @param body the document that was sent; null if none was
 * @param askedSeconds the Expires that was sent
 * @param touched whether configuration changed since, or somebody pushed, so that a failure may be cured already
 */
record Sending(Due due, Operation operation, @Nullable PublicationBody body, long askedSeconds, boolean touched)
        implements PublicationState {
    private static final int MOST_STALE_NONCES = 3;
    /** Answers in a row where {@code max_auth_attempts=0} sets no bound: those beyond are paced. */
    private static final int MOST_CHALLENGES_AT_ONCE = 5;
    /** More than was asked for is believed up to a day. */
    private static final long LONGEST_GRANT_SECONDS = 86_400;

    static Step begin(Due due, Operation operation, @Nullable PublicationBody body, long askedSeconds) {
        Sending sending = new Sending(due, operation, body, askedSeconds, false);
        return Step.to(sending, sending.order());
    }

    private SendPublish order() {
        Held held = due.held();
        EntityTag tag = operation == Operation.INITIAL || held == null ? null : held.entityTag();
        return new SendPublish(operation, tag, body, askedSeconds);
    }

    @Override
    public @Nullable Held held() {
        return due.held();
    }

    @Override
    public Step on(PublicationEvent event, Moment at) {
        if (event instanceof Accepted accepted) {
            return accepted(accepted, at);
        }
        if (event instanceof Rejected rejected) {
            return new Rejection(this, rejected).step(at);
        }
        if (event instanceof Redirected redirected) {
            return again(due.terms(), due.held(), due.tries(), at).telling(new Tell(false, redirected.reason()));
        }
        if (event instanceof Challenged challenged) {
            return challenged(challenged.stale(), at);
        }
        if (event instanceof Unauthorized unauthorized) {
            return fail(unauthorized.reason(), Cure.CONFIGURATION, OptionalLong.empty(), due.held(), at);
        }
        if (event instanceof Unanswered unanswered) {
            return fail(unanswered.reason(), Cure.TIME, OptionalLong.empty(), due.held(), at);
        }
        return meanwhile(event);
    }

    private Step meanwhile(PublicationEvent event) {
        if (event instanceof StopRequested) {
            return wishing(Wish.END);
        }
        if (event instanceof ContentChanged changed && !due.wish().ending()) {
            return wishing(Wish.of(changed.body()));
        }
        if (event instanceof ContentRemoved && !due.wish().ending()) {
            return wishing(Wish.NOTHING);
        }
        if (event instanceof Reconfigured reconfigured) {
            Terms next = due.terms().reconfigured(reconfigured.terms());
            return Step.to(new Sending(
                    new Due(next, due.wish(), due.held(), due.tries()), operation, body, askedSeconds, true));
        }
        if (event instanceof Pushed) {
            return Step.to(new Sending(due, operation, body, askedSeconds, true));
        }
        return Step.to(this);
    }

    private Step wishing(Wish wish) {
        return Step.to(new Sending(
                new Due(due.terms(), wish, due.held(), due.tries()), operation, body, askedSeconds, touched));
    }

    private Step accepted(Accepted accepted, Moment at) {
        if (operation == Operation.REMOVE) {
            return Settling.settle(due.terms(), due.wish(), at);
        }
        // Who grants a hundred years forgets it sooner than that; what is refreshed sooner is there longer.
        long granted = Math.min(
                Math.max(askedSeconds, LONGEST_GRANT_SECONDS),
                accepted.expiresSeconds().orElse(askedSeconds));
        if (granted == 0) {
            return fail("the server accepted it for 0 seconds", Cure.TIME, OptionalLong.empty(), null, at);
        }
        Held held = new Held(accepted.entityTag(), confirmedBody(), askedSeconds, at.now(), granted);
        Step step = Settling.settle(due.terms(), due.wish(), held, operation, at);
        int failures = due.tries().failures();
        return failures == 0
                ? step
                : step.telling(new Tell(
                        false, "published again after " + failures + " failed request" + (failures == 1 ? "" : "s")));
    }

    private PublicationBody confirmedBody() {
        if (body != null) {
            return body;
        }
        Held held = due.held();
        if (held == null) {
            throw new IllegalStateException(operation + " without a body and without a held publication");
        }
        return held.document();
    }

    private Step challenged(boolean stale, Moment at) {
        Tries tries = due.tries();
        boolean unbounded = due.terms().maxAuthAttempts() == 0;
        int most = unbounded ? MOST_CHALLENGES_AT_ONCE : due.terms().maxAuthAttempts();
        if (stale ? tries.staleNonces() >= MOST_STALE_NONCES : tries.challenges() >= most) {
            return fail(
                    "the server challenged " + (tries.challenges() + tries.staleNonces()) + " answers in a row",
                    unbounded ? Cure.TIME : Cure.CONFIGURATION,
                    OptionalLong.empty(),
                    due.held(),
                    at);
        }
        Due again = new Due(due.terms(), due.wish(), due.held(), tries.challenged(stale));
        Sending sending = new Sending(again, operation, body, askedSeconds, touched);
        return Step.to(sending, sending.order());
    }

    /** Sends anew at once: what the server holds, or the lifetime to ask for, is known better now. */
    Step again(Terms terms, @Nullable Held held, Tries tries, Moment at) {
        if (due.wish().body() == null) {
            return Settling.withdraw(terms, due.wish(), held, tries, at);
        }
        return Step.to(new Due(terms, due.wish(), held, tries));
    }

    /**
     * Tries again later, or at once where configuration changed meanwhile.
     *
     * @param reason in words
     * @param cure what may help besides time
     * @param retryAfterSeconds what the server asked for
     * @param held what the server still holds
     */
    Step fail(String reason, Cure cure, OptionalLong retryAfterSeconds, @Nullable Held held, Moment at) {
        Wish wish = due.wish();
        boolean nothingIsThere = held == null || held.usableTag(at.now()).isEmpty();
        if (wish.body() == null && nothingIsThere && (wish.ending() || touched)) {
            return gone(reason, at);
        }
        if (wish.ending() && cure != Cure.TIME) {
            return Step.to(new Ended(reason), new Tell(true, "could not be removed: " + reason));
        }
        Tries tries = due.tries().failed(reason);
        if (touched) {
            return Step.to(new Due(due.terms(), wish, held, tries));
        }
        long delay = cure == Cure.TIME
                ? at.retry().backoffNanos(tries.failures(), retryAfterSeconds)
                : at.retry().slowNanos(retryAfterSeconds);
        long notBefore = at.now() + RetryPolicy.soonestNanos(retryAfterSeconds);
        Waiting waiting = new Waiting(due.terms(), wish, held, tries, at.now() + delay, notBefore, cure, reason);
        if (wish.body() == null && nothingIsThere) {
            return Step.to(Idle.after(waiting));
        }
        boolean news = !reason.equals(due.tries().lastReason());
        return news ? Step.to(waiting, new Tell(true, Delay.announce(reason, delay, cure))) : Step.to(waiting);
    }

    /** Nothing should be there and nothing is known to be: an initial request that failed may have left something. */
    private Step gone(String reason, Moment at) {
        Step step = Settling.settle(due.terms(), due.wish(), at);
        boolean unknown = operation == Operation.INITIAL && due.wish().ending();
        return unknown ? Step.to(new Ended(reason)) : step;
    }

    @Override
    public @Nullable PublicationBody wished() {
        return due.wish().body();
    }

    @Override
    public int failures() {
        return due.tries().failures();
    }

    @Override
    public String failure() {
        return due.tries().lastReason();
    }

    @Override
    public Phase phase() {
        return Phase.SENDING;
    }
}
