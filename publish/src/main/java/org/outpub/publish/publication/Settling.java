package org.outpub.publish.publication;

import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.Operation;

/** Where a publication goes when a wish and what the server holds are compared. */
final class Settling {
    private Settling() {}

    /** When the server holds nothing, and nothing is left to be sent for the former wish. */
    static Step settle(Terms terms, Wish wish, Moment at) {
        return wish.body() == null
                ? withdraw(terms, wish, null, Tries.NONE, at)
                : Step.to(new Due(terms, wish, null, Tries.NONE));
    }

    /** After a request that ended well. */
    static Step settle(Terms terms, Wish wish, Held held, Operation done, Moment at) {
        if (wish.body() == null) {
            return withdraw(terms, wish, held, Tries.NONE, at);
        }
        if (held.holds(wish.body()) && held.askedSeconds() == terms.askedSeconds()) {
            long granted = held.grantedSeconds();
            long delay = done == Operation.REFRESH
                    ? at.refresh().delayNanos(granted)
                    : at.refresh().firstDelayNanos(granted);
            return Step.to(new Published(terms, held, held.grantedAt() + delay));
        }
        return Step.to(new Due(terms, wish, held, Tries.NONE));
    }

    /** When nothing should be at the server: removes what has a name there, and lets go of the rest. */
    static Step withdraw(Terms terms, Wish wish, @Nullable Held held, Tries tries, Moment at) {
        if (held != null && held.usableTag(at.now()).isPresent()) {
            return Step.to(new Due(terms, wish, held, tries));
        }
        boolean livesOn = held != null && !held.expired(at.now());
        if (wish.ending()) {
            return Step.to(new Ended(livesOn ? "the server gave no entity-tag to remove it by" : ""));
        }
        return Step.to(new Idle(terms));
    }
}
