package org.outpub.publish.machine;

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
}
