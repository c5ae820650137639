package org.outpub.publish.sources.packages;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishClient;

/**
 * The users' publications of a {@code multi_user=yes} object, and what each was last given. Where several keys have the
 * same user, such as one extension in two contexts, the one that changed last is published, and when it goes, the one
 * before. Confined to whoever publishes; kept while the object lives, so that a changed filter withdraws users and
 * versions go on.
 *
 * @param <K> what names a state
 */
final class UserPublications<K> {
    private static final Logger LOG = System.getLogger(UserPublications.class.getName());
    private final Map<String, Shown<K>> users = new HashMap<>();

    /**
     * What a user was last given.
     *
     * @param keys those of the user, the one that is published last
     */
    private record Shown<K>(List<K> keys, PublicationBody body, long version) {}

    /** Gives what is published. */
    interface Content<K> {
        String user(K key);

        /** Whether a key has a state and is to be published. */
        boolean wants(K key);

        /** Whether the documents carry the version. */
        boolean versioned();

        /** The document of a key; empty if its state has just gone. */
        Optional<PublicationBody> document(K key, PublishClient user, long version);
    }

    /** All keys that are published, those of one user in their order. */
    List<K> keys() {
        return users.values().stream().flatMap(shown -> shown.keys.stream()).toList();
    }

    /**
     * Publishes what a key is now, or removes it.
     *
     * @return done at once: a user's publication waits for no other's, and of one user the newest state counts
     */
    CompletionStage<?> show(K key, PublishClient client, Content<K> content) {
        String user = content.user(key);
        Shown<K> former = users.get(user);
        List<K> keys = new ArrayList<>(former == null ? List.of() : former.keys);
        keys.remove(key);
        if (content.wants(key)) {
            keys.add(key);
        }
        if (!keys.isEmpty()) {
            publish(List.copyOf(keys), former, client, content);
        } else if (former != null) {
            users.remove(user);
            client.user(user).remove();
        }
        return CompletableFuture.completedFuture(null);
    }

    private void publish(List<K> keys, @Nullable Shown<K> former, PublishClient client, Content<K> content) {
        K key = keys.get(keys.size() - 1);
        String user = content.user(key);
        PublishClient publication = client.user(user);
        Optional<Shown<K>> next = former == null
                ? content.document(key, publication, 0).map(body -> new Shown<>(keys, body, 0))
                : next(keys, former, publication, content);
        next.ifPresent(shown -> {
            if (keys.size() > 1 && (former == null || former.keys.size() == 1)) {
                LOG.log(
                        Level.WARNING,
                        "{0}: user {1} has the states of {2}; the last to change is published: name one context",
                        client.id(),
                        user,
                        keys);
            }
            users.put(user, shown);
            publication.publish(shown.body);
        });
    }

    /** A document that says the same keeps its version, so that the server need not be told again. */
    private Optional<Shown<K>> next(List<K> keys, Shown<K> former, PublishClient publication, Content<K> content) {
        K key = keys.get(keys.size() - 1);
        return content.document(key, publication, former.version).flatMap(body -> {
            if (body.equals(former.body)) {
                return Optional.of(new Shown<>(keys, former.body, former.version));
            }
            long version = former.version + 1;
            return (content.versioned() ? content.document(key, publication, version) : Optional.of(body))
                    .map(newer -> new Shown<>(keys, newer, version));
        });
    }
}
