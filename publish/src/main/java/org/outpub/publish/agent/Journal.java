package org.outpub.publish.agent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.outpub.publish.config.KeptPublication;

/** Keeps what servers hold, so that it outlives the process. Called on the loop; does not block and does not throw. */
public interface Journal {
    /**
     * A server holds something new.
     *
     * @param kept in place of what was kept under its id before; to be on the disk soon, see {@link StoreJournal}
     */
    void keep(KeptPublication kept);

    /**
     * A server does not hold it any more; what another publication of that id has there since is kept.
     *
     * @param id as it was kept
     * @param entityTag what it held
     */
    void forget(String id, String entityTag);

    /**
     * Whether anything is kept, so that it need not be made ready for nothing.
     *
     * @return true unless this is {@link #none}
     */
    default boolean isKeeping() {
        return true;
    }

    /**
     * Does not wait itself.
     *
     * @return completed once everything that changed before is written, or cannot be
     */
    CompletionStage<Void> written();

    /**
     * Keeps nothing.
     *
     * @return the journal
     */
    static Journal none() {
        return new Journal() {
            @Override
            public boolean isKeeping() {
                return false;
            }

            @Override
            public void keep(KeptPublication kept) {}

            @Override
            public void forget(String id, String entityTag) {}

            @Override
            public CompletionStage<Void> written() {
                return CompletableFuture.completedFuture(null);
            }
        };
    }
}
