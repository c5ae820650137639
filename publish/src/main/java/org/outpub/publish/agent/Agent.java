package org.outpub.publish.agent;

import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.outpub.api.module.UnloadReport;
import org.outpub.api.publication.EventPublisherHandler;
import org.outpub.api.publication.PublicationListener;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.KeptPublication;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.config.Transport;
import org.outpub.publish.delivery.location.ServerHealth;
import org.outpub.publish.publication.PublicationMachine;
import org.outpub.publish.sources.files.ContentFiles;
import org.outpub.publish.wire.Branches;
import org.outpub.publish.wire.Loop;
import org.outpub.publish.wire.Wire;
import org.outpub.publish.wire.dns.NameResolver;

/**
 * The event publication agent (RFC 3903): all publications of a module, on one event loop. Follows the store: a created
 * object starts its publication, an updated one is applied, a deleted one ends. The public methods may be called by any
 * thread and return at once; what they do happens on the loop, in order.
 */
public final class Agent {
    /** Publications whose status is taken in one turn of the loop. */
    private static final int SLICE = 1000;

    private final Ports ports;
    private final Inbox inbox;
    private final Outbox outbox;
    private final Turns turns = new Turns();
    private final PhaseCounts counts = new PhaseCounts();
    private final Sources sources;
    private final Recalled recalled;
    private final LivePublication.Surroundings surroundings;
    private final Map<String, LiveObject> live = new LinkedHashMap<>();
    /** Objects that are gone and whose removal at the server goes on. */
    private final Set<LiveObject> leaving = new LinkedHashSet<>();

    private final Map<String, Auth> auths = new HashMap<>();
    private @Nullable Stop stop;

    /**
     * What an agent is made of and lent.
     *
     * @param loop where everything happens
     * @param wire the transports
     * @param branches reads what the wire receives
     * @param resolver asks name servers; may answer on any thread
     * @param journal keeps entity-tags
     * @param executor runs foreign code: handlers, listeners, what callers do with results
     * @param fallback takes what the executor refuses
     * @param clock for what is shown or outlives the process
     * @param random for identifiers and for spreading things over time; must be unpredictable
     * @param listener hears of requests and changes of phase, on the executor; null for nobody
     * @param userAgent value of User-Agent; empty for none
     * @param mayLeaveDatagrams whether a large request may go by TCP where UDP was found
     */
    public record Ports(
            Loop loop,
            Wire wire,
            Branches branches,
            NameResolver resolver,
            Journal journal,
            Executor executor,
            Executor fallback,
            Clock clock,
            RandomGenerator random,
            @Nullable PublicationListener listener,
            Supplier<String> userAgent,
            BooleanSupplier mayLeaveDatagrams) {}

    /**
     * An agent that publishes nothing yet.
     *
     * @param ports what it is made of
     * @param contentFiles publishes files
     * @param recalled what a process before this one left at servers
     */
    public Agent(Ports ports, ContentFiles contentFiles, Recalled recalled) {
        this.ports = ports;
        this.recalled = recalled;
        PublicationListener listener = ports.listener();
        this.outbox = new Outbox(ports.executor(), ports.fallback(), listener == null ? Outbox.SILENT : listener);
        this.inbox = new Inbox(ports.loop(), this::broken);
        this.sources = new Sources(
                inbox,
                outbox,
                (object, client, source) -> contentFiles.start(
                        client,
                        Objects.requireNonNull(object.config().content()),
                        users -> inbox.post(() -> retainUsers(object, source, users))));
        Timers timers = new Timers(ports.loop(), this::broken);
        this.surroundings = new LivePublication.Surroundings(
                new Deliveries(
                        ports.loop(),
                        timers,
                        ports.wire(),
                        ports.branches(),
                        new Locator(ports.loop(), timers, ports.resolver(), ports.random()),
                        new ServerHealth(),
                        ports.userAgent(),
                        ports.mayLeaveDatagrams()),
                inbox,
                turns,
                new PublicationMachine(new SplittableRandom(ports.random().nextLong())),
                ports.journal(),
                new Reporter.Outside(outbox, counts, ports.clock(), ports.loop()),
                ports.random());
    }

    private void broken(Throwable thrown) {
        outbox.log(Level.ERROR, "an internal error", thrown);
    }

    private static void retainUsers(LiveObject object, Source source, Collection<String> users) {
        if (!source.isClosed()) {
            object.retainUsers(users);
        }
    }

    Inbox inbox() {
        return inbox;
    }

    Outbox outbox() {
        return outbox;
    }

    Sources sources() {
        return sources;
    }

    LivePublication.Surroundings surroundings() {
        return surroundings;
    }

    @Nullable
    KeptPublication recall(String name) {
        return recalled.take(name).orElse(null);
    }

    List<Auth> authsOf(OutboundPublish publish) {
        return publish.outboundAuth().stream()
                .map(auths::get)
                .filter(Objects::nonNull)
                .toList();
    }

    private <T> CompletableFuture<T> ask(Supplier<T> onTheLoop) {
        return askLater(answer -> answer.accept(onTheLoop.get()));
    }

    /** Answers on the host's executor, never on the loop. */
    private <T> CompletableFuture<T> askLater(Consumer<Consumer<T>> onTheLoop) {
        CompletableFuture<T> asked = new CompletableFuture<>();
        inbox.post(() -> {
            try {
                onTheLoop.accept(answer -> outbox.run(() -> asked.complete(answer)));
            } catch (Throwable thrown) {
                outbox.run(() -> asked.completeExceptionally(thrown));
                throw thrown;
            }
        });
        return asked;
    }

    /**
     * Adds a source of state.
     *
     * @param handler for one event package
     * @return false, later, if the event has a handler already
     */
    public CompletableFuture<Boolean> register(EventPublisherHandler handler) {
        return ask(() -> sources.register(handler, live.values()));
    }

    /**
     * Adds a source of state, unless its event has one.
     *
     * @param handler for one event package
     */
    public void add(EventPublisherHandler handler) {
        inbox.post(() -> sources.register(handler, live.values()));
    }

    /**
     * Takes a source of state away; what it published is removed at the servers.
     *
     * @param handler as it was registered
     */
    public void unregister(EventPublisherHandler handler) {
        inbox.post(() -> sources.unregister(handler, live.values()));
    }

    /**
     * Follows the transports. Requests wait until all were tried.
     *
     * @param transports all there are now
     */
    public void transportsChanged(Collection<Transport> transports) {
        List<Transport> now = List.copyOf(transports);
        inbox.post(() -> {
            turns.hold();
            try {
                ports.wire().useTransports(now, this::transportsOpened);
            } catch (Throwable thrown) {
                turns.release();
                throw thrown;
            }
        });
    }

    private void transportsOpened(List<String> problems) {
        problems.forEach(problem -> outbox.log(Level.WARNING, problem));
        turns.release();
        live.values().forEach(LiveObject::nudge);
    }

    /** Tries again at once what waits for a cure. */
    public void retryNow() {
        inbox.post(() -> live.values().forEach(LiveObject::nudge));
    }

    /**
     * Follows the credentials: a changed one is used at once.
     *
     * @param changes what changed
     */
    public void authsChanged(ObjectChanges<Auth> changes) {
        inbox.post(() -> {
            changes.deleted().forEach(auth -> auths.remove(auth.id()));
            changes.updated().forEach(update -> auths.put(update.after().id(), update.after()));
            changes.created().forEach(auth -> auths.put(auth.id(), auth));
            live.values().forEach(object -> object.reconfigure(object.config()));
        });
    }

    /**
     * Takes credentials that publications refer to, which may not have been told of yet.
     *
     * @param known as they are now
     */
    public void authsKnown(Collection<Auth> known) {
        List<Auth> all = List.copyOf(known);
        inbox.post(() -> all.forEach(auth -> auths.put(auth.id(), auth)));
    }

    /**
     * Follows the publications' objects.
     *
     * @param changes what changed
     */
    public void objectsChanged(ObjectChanges<OutboundPublish> changes) {
        inbox.post(() -> changes.deleted().forEach(deleted -> delete(deleted.id())));
        changes.updated().forEach(update -> inbox.post(() -> put(update.after())));
        changes.created().forEach(created -> inbox.post(() -> put(created)));
    }

    /** It may be there already, because somebody asked for its client before the store told of it. */
    private LiveObject put(OutboundPublish after) {
        LiveObject object = live.get(after.id());
        if (object == null) {
            return create(after);
        }
        OutboundPublish before = object.config();
        object.reconfigure(after);
        boolean sourceChanged = !before.extended().equals(after.extended())
                || !Objects.equals(before.content(), after.content())
                || !before.samePublications(after);
        if (sourceChanged) {
            sources.restart(object, before.content() != null && after.content() == null);
        }
        return object;
    }

    private LiveObject create(OutboundPublish publish) {
        LiveObject object = new LiveObject(publish, this);
        if (stop != null) {
            object.stop();
            return object;
        }
        live.put(publish.id(), object);
        recalled.usersOf(publish.id()).forEach(object::resume);
        sources.restart(object, false);
        return object;
    }

    private void delete(String id) {
        LiveObject object = live.remove(id);
        if (object != null) {
            sources.stop(object);
            leave(object);
        }
    }

    private void leave(LiveObject object) {
        leaving.add(object);
        object.stop();
        if (object.isGone()) {
            leaving.remove(object);
        }
    }

    void ended(LiveObject object, LivePublication publication, String leftBehind) {
        if (stop != null) {
            stop.ended(publication, leftBehind);
            stop.finishIfNothingIsLeft();
        }
        if (object.isGone()) {
            leaving.remove(object);
        }
    }

    /** Asks handlers again that refused to start. */
    public void retryHandlers() {
        inbox.post(() -> sources.retry(live.values()));
    }

    /**
     * Finds what publishes for an object.
     *
     * @param id the object's id
     * @param stored finds the object in the store, for one that the store has and has not told of yet; called on the
     *     calling thread, and again on the executor
     * @return completed with empty if there is no such publication
     */
    public CompletableFuture<Optional<PublishClient>> client(
            String id, Function<String, Optional<OutboundPublish>> stored) {
        Optional<OutboundPublish> known = stored.apply(id);
        return ask(() -> {
            LiveObject object = live.get(id);
            if (object == null && known.isPresent()) {
                object = create(known.get());
                outbox.lookUp(() -> deleteUnless(stored.apply(id).isPresent(), id));
            }
            return object == null ? Optional.empty() : Optional.of(new Client(object, "", null));
        });
    }

    /** The store may have told of the deletion before there was anything to delete. */
    private void deleteUnless(boolean isThere, String id) {
        if (!isThere) {
            inbox.post(() -> delete(id));
        }
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
     * How many requests wait for their turn, as of the last time it was counted.
     *
     * @return 0 in quiet times
     */
    public int waiting() {
        return turns.waiting();
    }

    /**
     * How every publication fares.
     *
     * @return completed once each has been asked, in the order of the configuration
     */
    public CompletableFuture<List<PublicationStatus>> statuses() {
        return askLater(answer -> {
            List<LivePublication> all = new ArrayList<>();
            live.values().forEach(object -> all.addAll(object.publications()));
            takeStatuses(all.iterator(), new ArrayList<>(all.size()), answer);
        });
    }

    private void takeStatuses(
            Iterator<LivePublication> left, List<PublicationStatus> taken, Consumer<List<PublicationStatus>> answer) {
        for (int i = 0; i < SLICE && left.hasNext(); i++) {
            taken.add(left.next().status());
        }
        if (left.hasNext()) {
            ports.loop().execute(() -> takeStatuses(left, taken, answer));
        } else {
            answer.accept(taken);
        }
    }

    /**
     * Waits for nothing itself.
     *
     * @return completed once the listener has heard all that has happened so far
     */
    public CompletableFuture<Void> heard() {
        CompletableFuture<Void> heard = new CompletableFuture<>();
        outbox.afterTheNews(() -> heard.complete(null));
        return heard;
    }

    /**
     * Ends everything: sources first, then every publication at its server, all at once.
     *
     * @param timeout how long it may take
     * @return completed then or before, with what stayed behind
     */
    public CompletableFuture<UnloadReport> stop(Duration timeout) {
        CompletableFuture<UnloadReport> report = new CompletableFuture<>();
        inbox.post(() -> {
            Stop ours = new Stop(report);
            stop = ours;
            turns.release();
            List<LiveObject> all = new ArrayList<>(live.values());
            live.clear();
            all.forEach(sources::stop);
            leaving.forEach(object -> object.forEach(ours.expected::add));
            all.forEach(object -> object.forEach(ours.expected::add));
            surroundings.deliveries().timers().arm(ours, ports.loop().nanos() + timeout.toNanos());
            all.forEach(this::leave);
            ours.finishIfNothingIsLeft();
        });
        return report;
    }

    /** The end of everything, and its report. */
    private final class Stop extends Timer {
        private final CompletableFuture<UnloadReport> report;
        private final Set<LivePublication> expected = new LinkedHashSet<>();
        private final List<String> left = new ArrayList<>();
        private int ended;

        Stop(CompletableFuture<UnloadReport> report) {
            this.report = report;
        }

        void ended(LivePublication publication, String leftBehind) {
            if (!expected.remove(publication)) {
                return;
            }
            if (leftBehind.isEmpty()) {
                ended++;
            } else {
                left.add(publication.name() + ": " + leftBehind);
            }
        }

        void finishIfNothingIsLeft() {
            if (expected.isEmpty()) {
                fire();
            }
        }

        @Override
        void fire() {
            surroundings.deliveries().timers().disarm(this);
            for (LivePublication one : expected) {
                left.add(one.name() + ": " + one.leftBehind());
                one.giveUp();
            }
            expected.clear();
            report.complete(new UnloadReport(ended, left));
        }
    }
}
