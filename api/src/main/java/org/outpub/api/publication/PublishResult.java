package org.outpub.api.publication;

/** How one call to publish or remove ended. */
public sealed interface PublishResult {
    /**
     * The server has it: it answered 2xx to a request that carried this state, or this state was there already. After
     * a removal: nothing is left there.
     */
    record Confirmed() implements PublishResult {}

    /** A newer state of the same publication took its place before it was sent. */
    record Superseded() implements PublishResult {}

    /**
     * The publication ended first: configuration removed or replaced it, or the module was unloaded.
     *
     * @param reason why, in words
     */
    record Ended(String reason) implements PublishResult {}
}
