package org.outpub.publish.publication;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.publish.publication.PublicationEvent.ContentChanged;
import org.outpub.publish.publication.PublicationEvent.ContentRemoved;
import org.outpub.publish.publication.PublicationEvent.Pushed;
import org.outpub.publish.publication.PublicationEvent.Reconfigured;
import org.outpub.publish.publication.PublicationEvent.StopRequested;
import org.outpub.publish.publication.PublicationEvent.TimerFired;

/**
 * There is nothing to publish (yet).
 *
 * @param terms for the requests to come
 * @param held what a process before this one left at the server, to be changed or removed; null for nothing
 * @param resting the failure that was being waited out when there was nothing to publish any more, so that the next
 *     document does not come sooner than it would have; null for none
 */
record Idle(Terms terms, @Nullable Held held, @Nullable Waiting resting) implements PublicationState {
    Idle(Terms terms) {
        this(terms, null);
    }

    Idle(Terms terms, @Nullable Held held) {
        this(terms, held, null);
    }

    static Idle after(Waiting failure) {
        return new Idle(failure.terms(), null, failure);
    }

    @Override
    public Step on(PublicationEvent event, Moment at) {
        if (event instanceof TimerFired || event instanceof Pushed) {
            return Step.to(new Idle(terms, held));
        }
        if (event instanceof ContentChanged && resting != null) {
            return resting.on(event, at);
        }
        if (event instanceof ContentRemoved && resting != null) {
            return Step.to(this);
        }
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
    public OptionalLong wakeAt() {
        return resting == null ? OptionalLong.empty() : resting.wakeAt();
    }

    @Override
    public Phase phase() {
        return Phase.IDLE;
    }
}
