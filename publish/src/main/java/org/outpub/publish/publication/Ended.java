package org.outpub.publish.publication;

import org.outpub.api.publication.PublicationStatus.Phase;

/**
 * Over for good.
 *
 * @param leftBehind why the server may hold it until it expires; empty if it does not
 */
record Ended(String leftBehind) implements PublicationState {
    @Override
    public Step on(PublicationEvent event, Moment at) {
        return Step.to(this);
    }

    @Override
    public Phase phase() {
        return Phase.ENDED;
    }

    @Override
    public String note() {
        return leftBehind;
    }
}
