package org.outpub.publish.agent;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.PublishResult;
import org.outpub.publish.publication.Held;
import org.outpub.publish.publication.PublicationState;

/**
 * The callers who wait to hear how their wish ended: two at the most, whose document is under way and whose is the newest.
 * A wish that a newer one replaces before it is sent ends at once. Confined to the loop.
 */
final class Results {
    private final Outbox outbox;
    private @Nullable PublishCall underWay;
    private @Nullable PublishCall newest;
    private @Nullable Held confirmed;

    Results(Outbox outbox, @Nullable Held confirmed) {
        this.outbox = outbox;
        this.confirmed = confirmed;
    }

    /** Somebody wants something else. */
    void add(PublishCall call) {
        PublishCall former = newest;
        if (former != null && former != underWay) {
            outbox.answer(former, PublishCall.SUPERSEDED);
        }
        newest = call;
    }

    /** The newest wish goes out. */
    void sent() {
        PublishCall former = underWay;
        if (former != null && former != newest) {
            outbox.answer(former, PublishCall.SUPERSEDED);
        }
        underWay = newest;
    }

    /** Answers those whose end the new state decides. */
    void settle(PublicationState state) {
        Phase phase = state.phase();
        if (phase == Phase.ENDED) {
            PublishResult ended =
                    new PublishResult.Ended(state.note().isEmpty() ? "the publication ended" : state.note());
            answerAll(ended, ended);
            return;
        }
        Held held = state.held();
        if (!Objects.equals(held, confirmed)) {
            confirm(held == null ? null : held.body());
            confirmed = held;
        }
        if (phase == Phase.PUBLISHED || phase == Phase.IDLE) {
            answerAll(PublishCall.SUPERSEDED, PublishCall.CONFIRMED);
        }
    }

    /** Answers everybody, whatever was reached. */
    void end(PublishResult result) {
        answerAll(result, result);
    }

    private void confirm(@Nullable PublicationBody body) {
        PublishCall call = underWay;
        if (call != null && Objects.equals(call.body(), body)) {
            outbox.answer(call, PublishCall.CONFIRMED);
            underWay = null;
            newest = newest == call ? null : newest;
        }
    }

    private void answerAll(PublishResult ofUnderWay, PublishResult ofNewest) {
        PublishCall first = underWay;
        PublishCall second = newest;
        underWay = null;
        newest = null;
        if (first != null && first != second) {
            outbox.answer(first, ofUnderWay);
        }
        if (second != null) {
            outbox.answer(second, ofNewest);
        }
    }
}
