package org.outpub.publish.publication;

import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.publish.publication.PublicationEvent.ContentChanged;
import org.outpub.publish.publication.PublicationEvent.ContentRemoved;
import org.outpub.publish.publication.PublicationEvent.Reconfigured;
import org.outpub.publish.publication.PublicationEvent.StopRequested;

/**
 * There is nothing to publish (yet).
 *
 * @param terms for the requests to come
 * @param held what a process before this one left at the server, to be changed or removed; null for nothing
 */
record Idle(Terms terms, @Nullable Held held) implements PublicationState {
    Idle(Terms terms) {
        this(terms, null);
    }

    @Override
    public Step on(PublicationEvent event, Moment at) {
        if (event instanceof ContentChanged changed) {
            return Step.to(new Due(terms, Wish.of(changed.body()), held, Tries.NONE));
        }
        if (event instanceof ContentRemoved) {
            return Settling.withdraw(terms, Wish.NOTHING, held, Tries.NONE, at);
        }
        if (event instanceof StopRequested) {
            return Settling.withdraw(terms, Wish.END, held, Tries.NONE, at);
        }
        if (event instanceof Reconfigured reconfigured) {
            return Step.to(new Idle(terms.reconfigured(reconfigured.terms()), held));
        }
        return Step.to(this);
    }

    @Override
    public Phase phase() {
        return Phase.IDLE;
    }
}
