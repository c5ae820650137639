package org.outpub.publish.publication;

import java.util.List;

/**
 * What an event led to.
 *
 * @param state the state after it
 * @param effects orders to perform, in order
 */
public record Step(PublicationState state, List<PublicationEffect> effects) {
    /** Copies the list. */
    public Step {
        effects = List.copyOf(effects);
    }

    static Step to(PublicationState state) {
        return new Step(state, List.of());
    }

    static Step to(PublicationState state, PublicationEffect effect) {
        return new Step(state, List.of(effect));
    }

    Step telling(PublicationEffect.Tell tell) {
        return new Step(
                state,
                java.util.stream.Stream.concat(java.util.stream.Stream.of(tell), effects.stream())
                        .toList());
    }
}
