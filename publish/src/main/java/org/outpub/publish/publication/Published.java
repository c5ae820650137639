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
 * The server has what it should have.
 *
 * @param terms for the requests to come
 * @param held what is there
 * @param refreshAt when to lengthen its life
 */
record Published(Terms terms, Held held, long refreshAt) implements PublicationState {
    @Override
    public Step on(PublicationEvent event, Moment at) {
        if (event instanceof ContentChanged changed) {
            return held.holds(changed.body()) ? Step.to(this) : due(terms, Wish.of(changed.body()));
        }
        if (event instanceof ContentRemoved) {
            return Settling.withdraw(terms, Wish.NOTHING, held, Tries.NONE, at);
        }
        if (event instanceof StopRequested) {
            return Settling.withdraw(terms, Wish.END, held, Tries.NONE, at);
        }
        if (event instanceof Reconfigured reconfigured) {
            Terms next = terms.reconfigured(reconfigured.terms());
            return next.askedSeconds() == terms.askedSeconds()
                    ? Step.to(new Published(next, held, refreshAt))
                    : due(next, Wish.of(held.document()));
        }
        if (event instanceof Pushed) {
            return Step.to(new Due(terms, Wish.of(held.document()), held.unsure(), Tries.NONE));
        }
        if (event instanceof TimerFired) {
            return due(terms, Wish.of(held.document()));
        }
        return Step.to(this);
    }

    private Step due(Terms next, Wish wish) {
        return Step.to(new Due(next, wish, held, Tries.NONE));
    }

    @Override
    public OptionalLong wakeAt() {
        return OptionalLong.of(refreshAt);
    }

    @Override
    public @Nullable PublicationBody wished() {
        return held.body();
    }

    @Override
    public Phase phase() {
        return Phase.PUBLISHED;
    }
}
