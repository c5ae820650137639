package org.outpub.publish.runtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.PublishResult;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.OutboundPublish;

/**
 * One {@code outbound-publish} object at work: its publishers, one for each user, or a single one under the empty user.
 * Safe for use by many threads; {@link #reconfigure} and {@link #stop} are called by one at a time.
 */
final class LivePublication implements PublishClient {
    private static final String SINGLE = "";
    private final Map<String, Publisher> publishers = new ConcurrentHashMap<>();
    private final Function<OutboundPublish, List<Auth>> auths;
    private final BiFunction<LivePublication, String, Publisher> factory;
    private volatile OutboundPublish config;
    /** Few hosts have any. */
    private volatile @Nullable Map<String, Object> datastores; // written with the lock of this held

    /**
     * Begins without a publisher.
     *
     * @param config the object
     * @param auths finds the credentials that an object names
     * @param factory makes the publisher of a user
     */
    LivePublication(
            OutboundPublish config,
            Function<OutboundPublish, List<Auth>> auths,
            BiFunction<LivePublication, String, Publisher> factory) {
        this.config = config;
        this.auths = auths;
        this.factory = factory;
    }

    OutboundPublish config() {
        return config;
    }

    /** Applies a new version of the object, or of what it refers to. */
    void reconfigure(OutboundPublish next) {
        OutboundPublish before = config;
        config = next;
        if (before.samePublications(next)) {
            publishers.forEach((user, publisher) -> publisher.configure(target(user)));
            return;
        }
        Map<String, Publisher> former = new HashMap<>(publishers);
        publishers.keySet().removeAll(former.keySet());
        former.forEach((user, publisher) -> {
            if (before.multiUser() == next.multiUser()) {
                publisher.handOver(publisher(user));
            } else {
                publisher.stop();
            }
        });
    }

    /** Tries again at once what waits for a cure. */
    void nudge() {
        publishers.values().forEach(Publisher::nudge);
    }

    /** A publication that a process before this one left at the server; it is changed or withdrawn from now on. */
    void resume(String user) {
        if (config.multiUser() != user.isEmpty()) {
            publisher(user);
        }
    }

    /** Removes everything at the server and stays ready. */
    void withdraw() {
        publishers.values().forEach(Publisher::remove);
    }

    /** Withdraws the users that are not among these. */
    void retainUsers(Collection<String> users) {
        publishers.forEach((user, publisher) -> {
            if (!users.contains(user)) {
                publisher.remove();
            }
        });
    }

    /**
     * Ends all publishers.
     *
     * @return for each, by its name, what it left behind once it has ended
     */
    Map<String, CompletableFuture<String>> stop() {
        Map<String, CompletableFuture<String>> ends = new HashMap<>();
        publishers.values().forEach(publisher -> {
            publisher.stop();
            ends.put(publisher.name(), publisher.ended());
        });
        return ends;
    }

    Stream<CompletableFuture<PublicationStatus>> statuses() {
        return publishers.values().stream().map(Publisher::status);
    }

    private Publisher publisher(String user) {
        return publishers.computeIfAbsent(user, absent -> factory.apply(this, user));
    }

    /** What configuration says about a user's publication. */
    Target target(String user) {
        OutboundPublish now = config;
        return Target.of(now, user, auths.apply(now));
    }

    @Override
    public String id() {
        return config.id();
    }

    @Override
    public String event() {
        return config.event();
    }

    @Override
    public String fromUri() {
        return config.effectiveFrom().toString();
    }

    @Override
    public String toUri() {
        return config.effectiveTo().toString();
    }

    @Override
    public Optional<String> option(String name) {
        return Optional.ofNullable(config.extended().get(name));
    }

    @Override
    public Map<String, Object> datastores() {
        Map<String, Object> known = datastores;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            Map<String, Object> own = datastores == null ? new ConcurrentHashMap<>() : datastores;
            datastores = own;
            return own;
        }
    }

    @Override
    public PublishClient user(String user) {
        if (!config.multiUser()) {
            throw new IllegalStateException(id() + ": users need multi_user=yes");
        }
        if (user.isEmpty()) {
            throw new IllegalArgumentException(id() + ": a user's name is empty");
        }
        return new User(user);
    }

    @Override
    public CompletionStage<PublishResult> publish(PublicationBody body) {
        if (!config.multiUser()) {
            return publisher(SINGLE).publish(body);
        }
        return whenAll(publishers.values().stream().map(publisher -> publisher.publish(body)));
    }

    @Override
    public CompletionStage<PublishResult> remove() {
        return whenAll(publishers.values().stream().map(Publisher::remove));
    }

    /** Ends as the last of them, but confirmed only if all are. */
    private static CompletionStage<PublishResult> whenAll(Stream<CompletionStage<PublishResult>> stages) {
        CompletionStage<PublishResult> all = CompletableFuture.completedFuture(new PublishResult.Confirmed());
        for (CompletionStage<PublishResult> stage : new ArrayList<>(stages.toList())) {
            all = all.thenCombine(stage, (one, other) -> one instanceof PublishResult.Confirmed ? other : one);
        }
        return all;
    }

    /** The client of one user. */
    private final class User implements PublishClient {
        private final String user;

        User(String user) {
            this.user = user;
        }

        @Override
        public String id() {
            return LivePublication.this.id();
        }

        @Override
        public String event() {
            return LivePublication.this.event();
        }

        @Override
        public String fromUri() {
            return config.effectiveFrom().withUser(user).toString();
        }

        @Override
        public String toUri() {
            return config.effectiveTo().withUser(user).toString();
        }

        @Override
        public Optional<String> option(String name) {
            return LivePublication.this.option(name);
        }

        @Override
        public Map<String, Object> datastores() {
            return LivePublication.this.datastores();
        }

        @Override
        public PublishClient user(String other) {
            return LivePublication.this.user(other);
        }

        @Override
        public CompletionStage<PublishResult> publish(PublicationBody body) {
            return publisher(user).publish(body);
        }

        @Override
        public CompletionStage<PublishResult> remove() {
            Publisher publisher = publishers.get(user);
            return publisher == null
                    ? CompletableFuture.completedFuture(new PublishResult.Confirmed())
                    : publisher.remove();
        }
    }
}
