package org.outpub.publish.agent;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishResult;

/**
 * A call to publish or to remove, and what its caller was promised. Immutable but for its result, which whoever holds the
 * call last decides once; running it tells the caller.
 */
final class PublishCall extends CompletableFuture<PublishResult> implements Runnable {
    static final PublishResult CONFIRMED = new PublishResult.Confirmed();
    static final PublishResult SUPERSEDED = new PublishResult.Superseded();
    private final @Nullable PublicationBody body;
    private final @Nullable Source source;
    private @Nullable PublishResult result;

    /**
     * Not answered yet.
     *
     * @param body null to remove
     * @param source whose client was called; null for nobody's who may be replaced
     */
    PublishCall(@Nullable PublicationBody body, @Nullable Source source) {
        this.body = body;
        this.source = source;
    }

    @Nullable
    PublicationBody body() {
        return body;
    }

    @Nullable
    Source source() {
        return source;
    }

    /** Decides how it ends, unless that is decided. */
    PublishCall decided(PublishResult end) {
        result = result == null ? end : result;
        return this;
    }

    @Override
    public void run() {
        complete(result);
    }

    /** Why it is too late; empty if it is not. */
    String refusal() {
        return source != null && source.isClosed() ? "another source of state took the place of this one" : "";
    }
}
