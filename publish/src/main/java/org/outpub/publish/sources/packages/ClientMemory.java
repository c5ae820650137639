package org.outpub.publish.sources.packages;

import java.util.Map;
import java.util.WeakHashMap;
import org.outpub.api.publication.PublishClient;

/**
 * What is remembered of each publication while it lives, over restarts of its handler. Safe for use by many threads.
 *
 * @param <K> what names a state
 */
final class ClientMemory<K> {
    private final Map<PublishClient, UserPublications<K>> byClient = new WeakHashMap<>();

    synchronized UserPublications<K> of(PublishClient client) {
        return byClient.computeIfAbsent(client, first -> new UserPublications<>());
    }
}
