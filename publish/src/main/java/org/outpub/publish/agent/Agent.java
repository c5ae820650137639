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
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.outpub.api.module.UnloadReport;
import org.outpub.api.publication.EventPublisherHandler;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationDetails;
import org.outpub.api.publication.PublicationListener;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.PublishResult;
import org.outpub.api.publication.TracedMessage;
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
    private final Trace trace;
    private final Waits waits;
    private final Recalled recalled;
    private final LivePublication.Surroundings surroundings;
    private final Map<String, LiveObject> live = new LinkedHashMap<>();
    /** Objects that are gone and whose removal at the server goes on. */
    private final Set<LiveObject> leaving = new LinkedHashSet<>();

    private final Map<String, Auth> auths = new HashMap<>();
    private final Withdrawals withdrawals;
    private @Nullable Stop stop;
    private boolean leftTold;
    /** What could not be opened when it was last tried. */
    private List<String> transportProblems = List.of();

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
        Timers timers = new Timers(ports.loop(), this::broken);
        this.sources = new Sources(
                inbox,
                outbox,
                new Gathering(timers, outbox, ports.loop()::nanos),
                (object, client, source) -> contentFiles.start(
                        client,
                        Objects.requireNonNull(object.config().content()),
                        source.takesOverFiles(),
                        users -> inbox.post(() -> retainUsers(object, source, users))));
        this.trace = new Trace(ports.branches().tap(), ports.loop(), ports.clock());
        this.waits = new Waits(ports.loop(), timers, live::get, outbox::run);
        this.surroundings = new LivePublication.Surroundings(
                new Deliveries(
                        ports.loop(),
                        timers,
                        ports.wire(),
                        ports.branches(),
                        new Locator(ports.loop(), timers, ports.resolver(), ports.random()),
                        new ServerHealth(),
                        new Templates(ports.userAgent()),
                        ports.mayLeaveDatagrams()),
                inbox,
                turns,
                new PublicationMachine(new SplittableRandom(ports.random().nextLong())),
                ports.journal(),
                new Faults(timers, outbox, ports.loop()::nanos),
                new Reporter.Outside(outbox, counts, ports.clock(), ports.loop(), waits),
                ports.random());
        this.withdrawals = new Withdrawals(surroundings, auths::get, this::endedAtTheStop);
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
        problems.stream()
                .filter(problem -> !transportProblems.contains(problem))
                .forEach(problem -> outbox.log(Level.WARNING, problem));
        transportProblems = problems;
        turns.release();
        live.values().forEach(LiveObject::nudge);
    }

    /** Tries again at once what waits for a cure. */
    public void retryNow() {
        inbox.post(() -> live.values().forEach(LiveObject::nudge));
    }

    /**
     * Somebody wants to be told all that the publications of an event know.
     *
     * @param event whose handlers are asked to publish their full state
     */
    public void stateAsked(String event) {
        inbox.post(() -> live.values().stream()
                .filter(object -> object.config().event().equals(event))
                .forEach(object -> sources().lost(object, "")));
    }

    /**
     * A peer wants to be told the state that one object's publications hold.
     *
     * @param id the object's id; nothing happens if there is none
     */
    public void stateAskedOf(String id) {
        inbox.post(() -> {
            LiveObject object = live.get(id);
            if (object != null) {
                sources().lost(object, "");
            }
        });
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
        withdrawals.begin(recalled.takeOf(publish.id()).stream()
                .filter(kept -> !object.resume(kept))
                .toList());
        sources.restart(object, false);
        waits.moved(publish.id());
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

    /** Others go on with one of an object that was leaving. */
    void letGone(LiveObject object) {
        if (object.isGone()) {
            leaving.remove(object);
        }
    }

    void ended(LiveObject object, LivePublication publication, String leftBehind) {
        endedAtTheStop(publication, leftBehind);
        letGone(object);
    }

    private void endedAtTheStop(LivePublication publication, String leftBehind) {
        if (stop != null) {
            stop.ended(publication, leftBehind);
            stop.finishIfNothingIsLeft();
        }
    }

    /**
     * Removes at the servers what a process before this one published for objects that are none any more. To be called
     * once configuration is known to be read as it is meant.
     *
     * @param configured the ids of all objects there are
     */
    public void withdrawAllBut(Collection<String> configured) {
        Set<String> ids = Set.copyOf(configured);
        inbox.post(() -> withdrawals.begin(recalled.takeUnless(ids::contains)));
    }

    /**
     * Leaves at the servers what a process before this one published for objects that are none any more, and tells it once.
     *
     * @param configured the ids of all objects there are
     * @param why and until when, in words
     */
    public void leaveAllBut(Collection<String> configured, String why) {
        Set<String> ids = Set.copyOf(configured);
        inbox.post(() -> {
            List<String> left = recalled.all().stream()
                    .map(KeptPublication::subject)
                    .filter(subject -> !ids.contains(subject.publication()))
                    .map(KeptPublication.Subject::name)
                    .toList();
            if (!left.isEmpty() && !leftTold) {
                leftTold = true;
                outbox.log(
                        Level.WARNING,
                        "published by a process before this one, and neither refreshed nor removed " + why + ": "
                                + left.get(0) + (left.size() > 1 ? " and " + (left.size() - 1) + " others" : ""));
            }
        });
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

    /**
     * Publishes what nobody's client was asked to: of an object that there is by then.
     *
     * @param id the object's id
     * @param user empty for the object itself
     * @param body null to remove
     * @return how it ended
     */
    public CompletableFuture<PublishResult> publish(String id, String user, @Nullable PublicationBody body) {
        PublishCall call = new PublishCall(body, null);
        inbox.post(() -> {
            LiveObject object = live.get(id);
            if (object == null) {
                outbox.answer(call, new PublishResult.Ended("there is no publication '" + id + "' here"));
            } else if (body != null && user.isEmpty() && object.config().multiUser()) {
                outbox.answer(call, new PublishResult.Ended("'" + id + "' has users: the document is of none"));
            } else {
                object.wish(user, call);
            }
        });
        return call;
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
     * @return completed once each has been asked, in the order of the configuration; an object that publishes nothing yet is
     *     there too
     */
    public CompletableFuture<List<PublicationStatus>> statuses() {
        return askLater(answer -> {
            List<LiveObject> all = List.copyOf(live.values());
            takeStatuses(all.iterator(), new ArrayList<>(all.size()), answer);
        });
    }

    private void takeStatuses(
            Iterator<LiveObject> left, List<PublicationStatus> taken, Consumer<List<PublicationStatus>> answer) {
        int enough = taken.size() + SLICE;
        while (taken.size() < enough && left.hasNext()) {
            left.next().account().statuses(taken::add);
        }
        if (left.hasNext()) {
            ports.loop().afterOthers(() -> takeStatuses(left, taken, answer));
        } else {
            answer.accept(taken);
        }
    }

    /**
     * All that is known of an object's publications.
     *
     * @param id the object's id
     * @param user of a single one; null for all
     * @return completed with none if there is no such object or user; of an object that publishes nothing yet, with why
     */
    public CompletableFuture<List<PublicationDetails>> details(String id, @Nullable String user) {
        return ask(() -> {
            LiveObject object = live.get(id);
            return object == null ? List.of() : object.account().details(user);
        });
    }

    /**
     * Waits until an object's publications are in a phase, and stay in it when all that moves them has ended.
     *
     * @param id the object's id; it need not be there yet
     * @param user of a single one; null for all there are, and one at least
     * @param phase the one to be in
     * @param patience how long
     * @return completed with how they fare then; with a {@link java.util.concurrent.TimeoutException} that says how they fare
     *     instead, or an {@link IllegalStateException} if everything ends before
     */
    public CompletableFuture<List<PublicationStatus>> await(
            String id, @Nullable String user, Phase phase, Duration patience) {
        CompletableFuture<List<PublicationStatus>> end = new CompletableFuture<>();
        inbox.post(() -> waits.begin(id, user, phase, patience, end));
        return end;
    }

    /**
     * Sends an object's publications whole, now, whatever is waited for; a handler that refused to start is asked again.
     *
     * @param id the object's id
     * @param user of a single one; null for all
     * @return completed with how many, or with -1 if there is no such object
     */
    public CompletableFuture<Integer> push(String id, @Nullable String user) {
        return ask(() -> {
            LiveObject object = live.get(id);
            if (object == null) {
                return -1;
            }
            sources.retry(object);
            return object.push(user, false);
        });
    }

    /**
     * Tries all at once whose failure is being waited out.
     *
     * @return completed with how many
     */
    public CompletableFuture<Integer> pushAll() {
        return ask(() -> {
            sources.retry(live.values());
            return live.values().stream()
                    .mapToInt(object -> object.push(null, true))
                    .sum();
        });
    }

    /**
     * Messages as they were on the wire. It is listened from now on, for half a minute.
     *
     * @return completed with the last ones, oldest first
     */
    public CompletableFuture<List<TracedMessage>> trace() {
        return ask(() -> trace.ask(null));
    }

    /**
     * Messages of an object's publications as they were on the wire. It is listened from now on, for half a minute.
     *
     * @param id the object's id
     * @param user of a single one; null for all
     * @return completed with the last ones, oldest first
     */
    public CompletableFuture<List<TracedMessage>> trace(String id, @Nullable String user) {
        return ask(() -> {
            LiveObject object = live.get(id);
            return object == null ? List.of() : trace.ask(object.callIds(user));
        });
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
            Timers timers = surroundings.deliveries().timers();
            Stop ours = new Stop(timers, ended -> tellEnd(() -> report.complete(ended)));
            stop = ours;
            waits.end();
            turns.release();
            List<LiveObject> all = new ArrayList<>(live.values());
            live.clear();
            all.forEach(sources::stop);
            leaving.forEach(object -> object.forEach(ours::expect));
            withdrawals.underWay().forEach(ours::expect);
            recalled.all()
                    .forEach(kept -> ours.leave(
                            kept.subject().name(),
                            "left by a process before this one, and its section could not be read"));
            all.forEach(object -> object.forEach(ours::expect));
            timers.arm(ours, ports.loop().nanos() + timeout.toNanos());
            all.forEach(this::leave);
            ours.finishIfNothingIsLeft();
        });
        return report;
    }

    /**
     * Ends everything here: sources first, then every publication, once no request is under way. What is published stays.
     *
     * @param timeout how long requests under way may take to end
     * @return completed then or before, with those that had not ended
     */
    public CompletableFuture<UnloadReport> leave(Duration timeout) {
        CompletableFuture<UnloadReport> report = new CompletableFuture<>();
        inbox.post(() -> {
            List<LivePublication> all = new ArrayList<>();
            waits.end();
            turns.hold();
            live.values().forEach(object -> letGo(object, all));
            live.clear();
            leaving.forEach(object -> object.forEach(all::add));
            leaving.clear();
            all.addAll(withdrawals.underWay());
            int open = all.size();
            letGo(all, timeout, unanswered -> {
                List<String> left = unanswered.stream()
                        .map(name -> name + ": a request had not been answered")
                        .toList();
                tellEnd(() -> report.complete(new UnloadReport(open - left.size(), left)));
            });
        });
        return report;
    }

    /**
     * Takes in what another node left at servers, before the objects that it is of.
     *
     * @param kept as it was kept
     */
    public void recall(Collection<KeptPublication> kept) {
        List<KeptPublication> all = List.copyOf(kept);
        inbox.post(() -> recalled.add(all, ports.clock().instant()));
    }

    /**
     * Ends publications here, because another node goes on with them. What is published stays.
     *
     * @param sections whose
     * @param patience how long requests under way may take to end
     * @return completed when nothing of them is sent any more
     */
    public CompletableFuture<Void> letGo(Predicate<String> sections, Duration patience) {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        inbox.post(() -> {
            List<LivePublication> all = new ArrayList<>();
            List<LiveObject> objects = live.values().stream()
                    .filter(object -> sections.test(object.config().id()))
                    .toList();
            for (LiveObject object : objects) {
                live.remove(object.config().id());
                letGo(object, all);
            }
            leaving.forEach(object -> object.forEach(all::add));
            all.addAll(withdrawals.underWay());
            all.removeIf(publication -> !sections.test(publication.section()));
            recalled.takeUnless(section -> !sections.test(section)); // theirs now
            letGo(all, patience, unanswered -> tellEnd(() -> gone.complete(null)));
        });
        return gone;
    }

    /** Never on the loop: what somebody does with it must not hold that up. */
    private void tellEnd(Runnable completion) {
        ports.fallback().execute(completion);
    }

    private void letGo(List<LivePublication> all, Duration patience, Consumer<List<String>> over) {
        new LettingGo(all, ports.loop(), surroundings.deliveries().timers(), patience, over).fire();
    }

    private void letGo(LiveObject object, List<LivePublication> all) {
        sources.stop(object);
        object.letGo();
        object.forEach(all::add);
    }
}
