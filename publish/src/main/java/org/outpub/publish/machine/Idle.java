package org.outpub.publish.machine;

import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.publish.machine.PublicationEvent.ContentChanged;
import org.outpub.publish.machine.PublicationEvent.Reconfigured;
import org.outpub.publish.machine.PublicationEvent.StopRequested;

/**
 * Nothing is at the server and nothing should be.
 *
 * @param terms for the requests to come
 */
record Idle(Terms terms) implements PublicationState {
    @Override
    public Step on(PublicationEvent event, Moment at) {
        if (event instanceof ContentChanged changed) {
            return Step.to(new Due(terms, Wish.of(changed.body()), null, Tries.NONE));
        }
        if (event instanceof StopRequested) {
            return Step.to(new Ended(""));
        }
        if (event instanceof Reconfigured reconfigured) {
            return Step.to(new Idle(terms.reconfigured(reconfigured.terms())));
        }
        return Step.to(this);
    }

    @Override
    public Phase phase() {
        return Phase.IDLE;
    }
}
