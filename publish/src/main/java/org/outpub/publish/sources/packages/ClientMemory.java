package org.outpub.publish.sources.packages;

import java.util.function.Supplier;
import org.outpub.api.publication.PublishClient;

/**
 * What is remembered of each configuration object while it lives, over restarts of its handler: among the values that go
 * with the object. Safe for use by many threads.
 *
 * @param <T> what is remembered
 */
final class ClientMemory<T> {
    private final String name = ClientMemory.class.getName() + "@" + System.identityHashCode(this);

    private final Supplier<T> first;

    ClientMemory(Supplier<T> first) {
        this.first = first;
    }

    @SuppressWarnings("unchecked") // the name is this one's alone
    T of(PublishClient client) {
        return (T) client.datastores().computeIfAbsent(name, unknown -> first.get());
    }
}
