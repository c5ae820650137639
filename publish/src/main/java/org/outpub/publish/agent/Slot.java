package org.outpub.publish.agent;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublishResult;

/**
 * Where a wish waits for the loop. A newer one takes its place, and the one before ends at once: so however fast a host
 * publishes, each publication holds one document here. Safe for use by many threads; run on the loop.
 */
final class Slot extends AtomicReference<@Nullable PublishCall> implements Runnable {
    private static final long serialVersionUID = 1;

    private static final PublishResult UNLOADED = new PublishResult.Ended("the module was unloaded");
    private final transient LiveObject object;
    private final String user;

    Slot(LiveObject object, String user) {
        this.object = object;
        this.user = user;
    }

    /**
     * Takes a wish.
     *
     * @return the one whose place it took; null if the loop has to be told
     */
    @Nullable
    PublishCall put(PublishCall call) {
        return getAndSet(call);
    }

    @Override
    public void run() {
        object.emptied(user, this);
        PublishCall call = getAndSet(null);
        if (call != null) {
            object.wish(user, call);
        }
    }

    /** The loop has ended. */
    void refuse() {
        PublishCall call = getAndSet(null);
        if (call != null) {
            call.complete(UNLOADED);
        }
    }
}
