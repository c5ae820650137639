package org.outpub.sorcery.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.outpub.api.sorcery.wizard.StorageException;

/**
 * A question that one thread puts to the backing and whose answer others may wait for. Safe for use by many threads.
 *
 * @param <A> the answer
 */
final class Question<A> {
    private final Thread asker = Thread.currentThread();
    private final CompletableFuture<A> answer = new CompletableFuture<>();

    /** A backing that comes back with the same question, in the same thread, would wait for itself. */
    boolean isMine() {
        return asker == Thread.currentThread();
    }

    void answered(A with) {
        answer.complete(with);
    }

    void failed(Throwable why) {
        answer.completeExceptionally(why);
    }

    /**
     * Waits for it.
     *
     * @throws StorageException if the backing failed
     */
    A await() {
        try {
            return answer.join();
        } catch (CompletionException failed) {
            Throwable why = failed.getCause() == null ? failed : failed.getCause();
            // the message of a fault that is no StorageException may hold anything
            String message = why instanceof StorageException
                    ? String.valueOf(why.getMessage())
                    : why.getClass().getName();
            throw new StorageException(message, why);
        }
    }
}
