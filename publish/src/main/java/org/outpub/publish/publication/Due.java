package org.outpub.publish.publication;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.Operation;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.publish.publication.PublicationEvent.ContentChanged;
import org.outpub.publish.publication.PublicationEvent.ContentRemoved;
import org.outpub.publish.publication.PublicationEvent.Reconfigured;
import org.outpub.publish.publication.PublicationEvent.StopRequested;
import org.outpub.publish.publication.PublicationEvent.TurnGranted;

/**
 * Something is to be sent and waits for its turn at the Request-URI. What it is, is decided when the turn comes, so that
 * the newest wish goes out and an entity-tag that has expired meanwhile does not.
 *
 * @param terms for the request
 * @param wish what should be at the server
 * @param held what is there
 * @param tries what was tried since the last success
 */
record Due(Terms terms, Wish wish, @Nullable Held held, Tries tries) implements PublicationState {
    @Override
    public Step on(PublicationEvent event, Moment at) {
        if (event instanceof TurnGranted) {
            return send(at);
        }
        if (event instanceof ContentChanged changed) {
            return wish.ending() ? Step.to(this) : Step.to(new Due(terms, Wish.of(changed.body()), held, tries));
        }
        if (event instanceof ContentRemoved) {
            return wish.ending() ? Step.to(this) : Settling.withdraw(terms, Wish.NOTHING, held, tries, at);
        }
        if (event instanceof StopRequested) {
            return Settling.withdraw(terms, Wish.END, held, tries, at);
        }
        if (event instanceof Reconfigured reconfigured) {
            return Step.to(new Due(terms.reconfigured(reconfigured.terms()), wish, held, tries));
        }
        return Step.to(this);
    }

    /** Whether the document tells a change that the server had taken in before. */
    boolean wishIsAToldChange() {
        PublicationBody body = wish.body();
        return body != null && body.isChange() && held != null && held.holds(body);
    }

    /** What the server knew of a publication whose documents tell changes is gone. */
    static Step lost(Terms terms) {
        return Step.to(new Idle(terms), new PublicationEffect.AskForState());
    }

    private Step send(Moment at) {
        Optional<EntityTag> tag = held == null ? Optional.empty() : held.usableTag(at.now());
        PublicationBody body = wish.body();
        if (body == null) {
            return tag.isPresent() ? Sending.begin(this, Operation.REMOVE, null, 0) : Settling.settle(terms, wish, at);
        }
        if (tag.isEmpty() && wishIsAToldChange()) {
            return lost(terms);
        }
        if (held == null || tag.isEmpty()) {
            return Sending.begin(new Due(terms, wish, null, tries), Operation.INITIAL, body, terms.askedSeconds());
        }
        return held.holds(body)
                ? Sending.begin(this, Operation.REFRESH, null, terms.askedSeconds())
                : Sending.begin(this, Operation.MODIFY, body, terms.askedSeconds());
    }

    @Override
    public @Nullable PublicationBody wished() {
        return wish.body();
    }

    @Override
    public int failures() {
        return tries.failures();
    }

    @Override
    public String failure() {
        return tries.lastReason();
    }

    @Override
    public Phase phase() {
        return Phase.DUE;
    }
}
