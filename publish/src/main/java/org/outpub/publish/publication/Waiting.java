package org.outpub.publish.publication;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.publish.publication.PublicationEvent.ContentChanged;
import org.outpub.publish.publication.PublicationEvent.ContentRemoved;
import org.outpub.publish.publication.PublicationEvent.Pushed;
import org.outpub.publish.publication.PublicationEvent.Reconfigured;
import org.outpub.publish.publication.PublicationEvent.StopRequested;
import org.outpub.publish.publication.PublicationEvent.TimerFired;

/**
 * A request failed; the next is sent later. What should be at the server is kept, and the entity-tag too, as long as it
 * may live there.
 *
 * @param terms for the next request
 * @param wish what should be at the server
 * @param held what is there
 * @param tries what was tried since the last success
 * @param retryAt when to try again
 * @param notBefore when another document may be tried, if that may help: a server that has just refused is not asked again
 *     within a second, however fast documents change
 * @param cure what may help besides time
 * @param cause what failed, in words
 */
record Waiting(
        Terms terms, Wish wish, @Nullable Held held, Tries tries, long retryAt, long notBefore, Cure cure, String cause)
        implements PublicationState {
    @Override
    public Step on(PublicationEvent event, Moment at) {
        if (event instanceof TimerFired || event instanceof Pushed) {
            return due(terms, wish, tries);
        }
        if (event instanceof Reconfigured reconfigured) {
            return due(terms.reconfigured(reconfigured.terms()), wish, Tries.NONE);
        }
        if (event instanceof StopRequested) {
            return Settling.withdraw(terms, Wish.END, held, Tries.NONE, at);
        }
        if (wish.ending()) {
            return Step.to(this);
        }
        if (event instanceof ContentChanged changed) {
            return changed(Wish.of(changed.body()), at);
        }
        if (event instanceof ContentRemoved) {
            return held == null ? Step.to(Idle.after(this)) : Step.to(wishing(Wish.NOTHING, retryAt));
        }
        return Step.to(this);
    }

    private Step changed(Wish next, Moment at) {
        if (cure != Cure.CONTENT || next.equals(wish)) {
            return Step.to(wishing(next, retryAt));
        }
        boolean tooSoon = at.now() - notBefore < 0;
        return tooSoon
                ? Step.to(wishing(next, notBefore - retryAt < 0 ? notBefore : retryAt))
                : due(terms, next, tries);
    }

    private Waiting wishing(Wish next, long newRetryAt) {
        return new Waiting(terms, next, held, tries, newRetryAt, notBefore, cure, cause);
    }

    private Step due(Terms next, Wish wanted, Tries soFar) {
        return Step.to(new Due(next, wanted, held, soFar));
    }

    @Override
    public OptionalLong wakeAt() {
        return OptionalLong.of(retryAt);
    }

    @Override
    public @Nullable PublicationBody wished() {
        return wish.body();
    }

    @Override
    public Phase phase() {
        return Phase.RETRYING;
    }

    @Override
    public String note() {
        return cause;
    }

    @Override
    public int failures() {
        return tries.failures();
    }

    @Override
    public String failure() {
        return cause;
    }

    @Override
    public String remedy() {
        return cure.words();
    }
}
