package org.outpub.publish.sources.packages;

import org.outpub.api.publication.PublishClient;

/**
 * What is remembered of each configuration object while it lives, over restarts of its handler: among the values that go
 * with the object. Safe for use by many threads.
 *
 * @param <K> what names a state
 */
final class ClientMemory<K> {
    private final String name = ClientMemory.class.getName() + "@" + System.identityHashCode(this);

    @SuppressWarnings("unchecked") // the name is this one's alone
    UserPublications<K> of(PublishClient client) {
        return (UserPublications<K>) client.datastores().computeIfAbsent(name, first -> new UserPublications<K>());
    }
}
