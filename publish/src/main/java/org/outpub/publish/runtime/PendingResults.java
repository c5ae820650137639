package org.outpub.publish.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.PublishResult;
import org.outpub.publish.publication.Held;
import org.outpub.publish.publication.PublicationState;

/** The callers who wait to hear how their wish ended, oldest first. Confined to the publication's shard. */
final class PendingResults {
    private final Deque<Pending> queue = new ArrayDeque<>();
    private @Nullable Held confirmed;

    private record Pending(@Nullable PublicationBody body, CompletableFuture<PublishResult> result) {}

    void add(@Nullable PublicationBody body, CompletableFuture<PublishResult> result) {
        queue.add(new Pending(body, result));
    }

    /** Answers those whose end the new state decides. */
    void settle(PublicationState state) {
        if (state.phase() == Phase.ENDED) {
            answerAll(new PublishResult.Ended(state.note().isEmpty() ? "the publication ended" : state.note()));
            return;
        }
        Held held = state.held();
        if (held != null && !held.equals(confirmed)) {
            confirmThrough(held.body());
        }
        confirmed = held;
        if (state.phase() == Phase.PUBLISHED || state.phase() == Phase.IDLE) {
            confirmThrough(state.wished());
            answerAll(new PublishResult.Superseded());
        }
    }

    /** Confirms the newest wish for this document, and with it ends all older ones. */
    private void confirmThrough(@Nullable PublicationBody body) {
        int through = 0;
        int index = 0;
        for (Pending waiting : queue) {
            index++;
            through = Objects.equals(waiting.body, body) ? index : through;
        }
        for (int i = 0; i < through; i++) {
            Pending waiting = queue.remove();
            boolean same = Objects.equals(waiting.body, body);
            waiting.result.complete(same ? new PublishResult.Confirmed() : new PublishResult.Superseded());
        }
    }

    private void answerAll(PublishResult result) {
        while (!queue.isEmpty()) {
            queue.remove().result.complete(result);
        }
    }
}
