package org.outpub.publish.runtime;

import com.google.common.util.concurrent.MoreExecutors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.outpub.api.module.ModuleContext;
import org.outpub.api.module.UnloadReport;
import org.outpub.api.publication.EventPublisherHandler;
import org.outpub.api.publication.PublicationListener;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.config.Transport;
import org.outpub.publish.sip.SipGateway;
import org.outpub.publish.sources.files.ContentFiles;

/**
 * All publications of a module. Follows the store: a created object starts its publication, an updated one is applied,
 * a deleted one ends. Everything happens on one control executor, in order; the public methods may be called by any
 * thread and return at once unless they say otherwise.
 */
public final class Publications {
    private static final System.Logger LOG = System.getLogger(Publications.class.getName());
    private static final int SHARDS = 4;
    private static final int LONGEST_WRITE_SECONDS = 5;
    private final ModuleContext context;
    private final SipGateway gateway;
    private final StateKeeper keeper;
    private final PhaseCounts counts = new PhaseCounts();
    private final Publisher.Outside outside;
    private final Executor control;
    private final List<Shard> shards;
    private final Handlers handlers;
    /** Confined to the control executor, like what it holds where that says so. */
    private final Map<String, LivePublication> live = new LinkedHashMap<>();
    /** Publications whose objects are gone and whose removal at the server goes on. */
    private final Map<String, CompletableFuture<String>> ending = new HashMap<>();

    /**
     * Begins with nothing.
     *
     * @param context what the module was lent
     * @param gateway the way to the wire
     * @param contentFiles publishes files
     * @param keeper keeps what servers hold over a restart
     * @param listener hears of requests and changes of phase, on a shard; must not block
     */
    public Publications(
            ModuleContext context,
            SipGateway gateway,
            ContentFiles contentFiles,
            StateKeeper keeper,
            PublicationListener listener) {
        this.context = context;
        this.gateway = gateway;
        this.keeper = keeper;
        this.outside = new Publisher.Outside(gateway, new Reporter.Outside(listener, counts), keeper);
        this.control = MoreExecutors.newSequentialExecutor(context.executor());
        Lanes lanes = new Lanes();
        this.shards = IntStream.range(0, SHARDS)
                .mapToObj(i -> new Shard(context, lanes))
                .toList();
        this.handlers = new Handlers(publication -> contentFiles.start(
                publication, Objects.requireNonNull(publication.config().content()), publication::retainUsers));
    }

    /**
     * Adds a source of state.
     *
     * @param handler for one event package
     * @return false, later, if the event has a handler already
     */
    public CompletableFuture<Boolean> register(EventPublisherHandler handler) {
        return CompletableFuture.supplyAsync(() -> handlers.register(handler, live.values()), control);
    }

    /**
     * Adds a source of state, unless its event has one.
     *
     * @param handler for one event package
     */
    public void add(EventPublisherHandler handler) {
        control.execute(() -> handlers.register(handler, live.values()));
    }

    /**
     * Takes a source of state away.
     *
     * @param handler as it was registered
     */
    public void unregister(EventPublisherHandler handler) {
        control.execute(() -> handlers.unregister(handler));
    }

    /**
     * Follows the transports.
     *
     * @param transports all there are now
     */
    public void transportsChanged(Collection<Transport> transports) {
        control.execute(() -> {
            gateway.useTransports(transports).forEach(problem -> LOG.log(System.Logger.Level.WARNING, problem));
            live.values().forEach(LivePublication::nudge);
        });
    }

    /** Tries again at once what waits for a cure. */
    public void retryNow() {
        control.execute(() -> live.values().forEach(LivePublication::nudge));
    }

    /** Follows the credentials: a changed one is used at once. */
    public void authsChanged() {
        control.execute(() -> live.values().forEach(publication -> publication.reconfigure(publication.config())));
    }

    /**
     * Follows the publications' objects.
     *
     * @param changes what changed
     */
    public void objectsChanged(ObjectChanges<OutboundPublish> changes) {
        control.execute(() -> {
            changes.deleted().forEach(this::delete);
            changes.updated().forEach(update -> update(update.before(), update.after()));
            changes.created().forEach(this::createOrUpdate);
        });
    }

    /** Asks handlers again that refused to start. */
    public void retryHandlers() {
        control.execute(() -> handlers.retry(live.values()));
    }

    /** It may be there already, because somebody asked for its client before the store told of it. */
    private void createOrUpdate(OutboundPublish publish) {
        LivePublication publication = live.get(publish.id());
        if (publication == null) {
            create(publish);
        } else {
            update(publication.config(), publish);
        }
    }

    private LivePublication create(OutboundPublish publish) {
        LivePublication publication = new LivePublication(
                publish,
                this::authsOf,
                (served, user) -> new Publisher(
                        publish.id(),
                        user,
                        served.target(user),
                        shardOf(served.target(user)),
                        outside,
                        () -> control.execute(() -> handlers.createdAnew(served, named(user)))));
        live.put(publish.id(), publication);
        keeper.usersOf(publish.id()).forEach(publication::resume);
        handlers.restart(publication);
        return publication;
    }

    private static Optional<String> named(String user) {
        return user.isEmpty() ? Optional.empty() : Optional.of(user);
    }

    private void update(OutboundPublish before, OutboundPublish after) {
        LivePublication publication = live.get(after.id());
        if (publication == null) {
            return;
        }
        publication.reconfigure(after);
        boolean sourceChanged = !before.extended().equals(after.extended())
                || !Objects.equals(before.content(), after.content())
                || !before.samePublications(after);
        if (sourceChanged) {
            handlers.restart(publication);
            if (before.content() != null && after.content() == null) {
                publication.withdraw();
            }
        }
    }

    private void delete(OutboundPublish publish) {
        LivePublication publication = live.remove(publish.id());
        if (publication != null) {
            handlers.stop(publication);
            trackEnd(publication.stop());
        }
    }

    private void trackEnd(Map<String, CompletableFuture<String>> ends) {
        ending.values().removeIf(CompletableFuture::isDone);
        ending.putAll(ends);
    }

    /** Publications that take turns at a Request-URI share a shard, so that a turn is passed on without a change of threads. */
    private Shard shardOf(Target target) {
        return shards.get(Math.floorMod(target.requestUri().hashCode(), shards.size()));
    }

    private List<Auth> authsOf(OutboundPublish publish) {
        Sorcery sorcery = context.sorcery();
        return publish.outboundAuth().stream()
                .flatMap(id -> sorcery.retrieve(Auth.TYPE, id).stream())
                .toList();
    }

    /**
     * Finds what publishes for an object.
     *
     * @param id the object's id
     * @return completed with empty if there is no such publication
     */
    public CompletableFuture<Optional<PublishClient>> client(String id) {
        return CompletableFuture.supplyAsync(
                () -> Optional.<PublishClient>ofNullable(live.get(id))
                        .or(() -> context.sorcery()
                                .retrieve(OutboundPublish.TYPE, id)
                                .map(this::create)),
                control);
    }

    /**
     * How many publications are in each phase.
     *
     * @return every phase but that of those that have ended
     */
    public Map<Phase, Long> phases() {
        return counts.now();
    }

    /**
     * How every publication fares.
     *
     * @return completed once each has been asked, in the order of the configuration
     */
    public CompletableFuture<List<PublicationStatus>> statuses() {
        return CompletableFuture.supplyAsync(
                        () -> live.values().stream()
                                .flatMap(LivePublication::statuses)
                                .toList(),
                        control)
                .thenCompose(asked -> CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                        .thenApply(all ->
                                asked.stream().map(CompletableFuture::join).toList()));
    }

    /**
     * Ends everything: handlers first, then every publication at its server, all at once. Waits.
     *
     * @param timeout how long it may take
     * @return what stayed behind
     */
    public UnloadReport stop(Duration timeout) {
        Map<String, CompletableFuture<String>> ends = new LinkedHashMap<>();
        CompletableFuture<Void> begun = CompletableFuture.runAsync(
                () -> {
                    live.values().forEach(handlers::stop);
                    ending.values().removeIf(CompletableFuture::isDone);
                    ends.putAll(ending);
                    live.values().forEach(publication -> ends.putAll(publication.stop()));
                    live.clear();
                },
                control);
        try {
            long deadline = context.ticker().nanos() + timeout.toNanos();
            begun.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            CompletableFuture.allOf(ends.values().toArray(CompletableFuture[]::new))
                    .get(Math.max(0, deadline - context.ticker().nanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException tooLong) {
            // the report says what has not ended
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException broken) {
            throw new IllegalStateException("a publication failed to end", broken.getCause());
        }
        writeState();
        return report(ends);
    }

    /** What stayed behind must be known to the next process. */
    private void writeState() {
        try {
            keeper.written().get(LONGEST_WRITE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | java.util.concurrent.ExecutionException slow) {
            LOG.log(System.Logger.Level.WARNING, "not all entity-tags could be written in time");
        }
    }

    private static UnloadReport report(Map<String, CompletableFuture<String>> ends) {
        List<String> left = new ArrayList<>();
        int ended = 0;
        for (Map.Entry<String, CompletableFuture<String>> end : ends.entrySet()) {
            String behind = end.getValue().getNow("the server had not answered in time");
            if (behind.isEmpty()) {
                ended++;
            } else {
                left.add(end.getKey() + ": " + behind);
            }
        }
        return new UnloadReport(ended, left);
    }
}
