package org.outpub.publish.publication;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.publish.publication.PublicationEvent.ContentChanged;
import org.outpub.publish.publication.PublicationEvent.ContentRemoved;
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
 * @param curable whether the failure will not pass by itself, so that a change of content is worth a try at once
 * @param cause what failed, in words
 */
record Waiting(Terms terms, Wish wish, @Nullable Held held, Tries tries, long retryAt, boolean curable, String cause)
        implements PublicationState {
    @Override
    public Step on(PublicationEvent event, Moment at) {
        if (event instanceof TimerFired) {
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
            Wish next = Wish.of(changed.body());
            boolean news = !next.equals(wish);
            return curable && news
                    ? due(terms, next, tries)
                    : Step.to(new Waiting(terms, next, held, tries, retryAt, curable, cause));
        }
        if (event instanceof ContentRemoved) {
            return held == null
                    ? Step.to(new Idle(terms))
                    : Step.to(new Waiting(terms, Wish.NOTHING, held, tries, retryAt, curable, cause));
        }
        return Step.to(this);
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
}
