package org.outpub.publish.runtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.Operation;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.PublishResult;
import org.outpub.api.time.TaskScheduler.Cancellable;
import org.outpub.api.time.Ticker;
import org.outpub.publish.publication.EntityTag;
import org.outpub.publish.publication.Held;
import org.outpub.publish.publication.PublicationEffect;
import org.outpub.publish.publication.PublicationEffect.SendPublish;
import org.outpub.publish.publication.PublicationEffect.Tell;
import org.outpub.publish.publication.PublicationEvent;
import org.outpub.publish.publication.PublicationEvent.Accepted;
import org.outpub.publish.publication.PublicationEvent.ContentChanged;
import org.outpub.publish.publication.PublicationEvent.ContentRemoved;
import org.outpub.publish.publication.PublicationEvent.Reconfigured;
import org.outpub.publish.publication.PublicationEvent.StopRequested;
import org.outpub.publish.publication.PublicationEvent.TimerFired;
import org.outpub.publish.publication.PublicationEvent.TurnGranted;
import org.outpub.publish.publication.PublicationMachine;
import org.outpub.publish.publication.PublicationState;
import org.outpub.publish.publication.Step;
import org.outpub.publish.sip.SipGateway;

/**
 * One publication: owns its state, performs its effects. The methods that are not private may be called from anywhere;
 * what they do happens on the shard. The fields are confined to the shard, but for those set once.
 */
final class Publisher {
    private static final Logger LOG = System.getLogger(Publisher.class.getName());
    private final String id;
    private final String user;
    private final Shard shard;
    private final Outside outside;
    private final Runnable createdAnew;
    private final PendingResults pending = new PendingResults();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final Exchange exchange;
    private final Reporter reporter;

    private Target target;
    private PublicationState state;
    private String lane = "";
    private @Nullable Cancellable timer;
    private OptionalLong wakeAt = OptionalLong.empty();
    private @Nullable Publisher successor;
    private @Nullable Publisher predecessor;
    private boolean creating;
    private boolean created;

    /**
     * What all publishers share.
     *
     * @param gateway the way to the wire
     * @param reports hear how it fares
     * @param keeper keeps what servers hold over a restart
     */
    record Outside(SipGateway gateway, Reporter.Outside reports, StateKeeper keeper) {}

    Publisher(String id, String user, Target target, Shard shard, Outside outside, Runnable createdAnew) {
        this.id = id;
        this.user = user;
        this.target = target;
        this.shard = shard;
        this.outside = outside;
        this.createdAnew = createdAnew;
        this.exchange = new Exchange(shard.context().random());
        this.state = recalled()
                .map(held -> PublicationMachine.resume(target.terms(), held))
                .orElseGet(() -> PublicationMachine.begin(target.terms()));
        this.created = state.held() != null;
        this.reporter = new Reporter(
                id,
                user,
                outside.reports(),
                shard.context().clock(),
                shard.context().ticker(),
                state.phase());
    }

    /** Publishes a document. */
    CompletionStage<PublishResult> publish(PublicationBody body) {
        CompletableFuture<PublishResult> result = new CompletableFuture<>();
        shard.execute(() -> acceptWish(body, result));
        return result;
    }

    /** Removes what is published. */
    CompletionStage<PublishResult> remove() {
        CompletableFuture<PublishResult> result = new CompletableFuture<>();
        shard.execute(() -> acceptWish(null, result));
        return result;
    }

    /** Applies configuration that leaves the publication what it is. */
    void configure(Target next) {
        shard.execute(() -> {
            if (!next.equals(target)) {
                target = next;
                on(new Reconfigured(next.terms()));
            }
        });
    }

    /** Tries again at once if a failure is being waited out, because what caused it may be cured. */
    void nudge() {
        shard.execute(() -> {
            if (state.phase() == Phase.RETRYING) {
                on(new Reconfigured(target.terms()));
            }
        });
    }

    /** Ends the publication, at the server too. */
    void stop() {
        shard.execute(() -> on(new StopRequested()));
    }

    /**
     * The end.
     *
     * @return completed then, with why something stayed behind or with empty text
     */
    CompletableFuture<String> ended() {
        return ended;
    }

    /** Lets another publication take over: this one ends once that one is published (make before break). */
    void handOver(Publisher next) {
        shard.execute(() -> {
            successor = next;
            PublicationBody body = state.wished();
            if (body == null) {
                on(new StopRequested());
            } else {
                next.takeOver(body, this);
            }
        });
    }

    private void takeOver(PublicationBody body, Publisher former) {
        shard.execute(() -> {
            predecessor = former;
            if (state.wished() == null) {
                on(new ContentChanged(body));
            } else {
                releasePredecessor();
            }
        });
    }

    /**
     * How it fares.
     *
     * @return completed on the shard
     */
    CompletableFuture<PublicationStatus> status() {
        CompletableFuture<PublicationStatus> result = new CompletableFuture<>();
        shard.execute(() -> result.complete(reporter.status(state, target.event())));
        return result;
    }

    private void acceptWish(@Nullable PublicationBody body, CompletableFuture<PublishResult> result) {
        if (successor != null) {
            Publisher next = successor;
            next.shard.execute(() -> next.acceptWish(body, result));
            return;
        }
        pending.add(body, result);
        on(body == null ? new ContentRemoved() : new ContentChanged(body));
    }

    /** It may be our turn at a Request-URI, unless we have left it since. */
    void turnCame(String requestUri) {
        shard.execute(() -> {
            if (requestUri.equals(lane) && shard.lanes().isTurnOf(lane, this)) {
                on(new TurnGranted());
            }
        });
    }

    private void on(PublicationEvent event) {
        PublicationState before = state;
        Step step = shard.next(before, event);
        state = step.state();
        LOG.log(
                Level.DEBUG,
                () -> name() + ": " + before.name() + " -> " + state.name() + " on "
                        + event.getClass().getSimpleName() + ": " + step.effects());
        step.effects().forEach(this::perform);
        keepTimer();
        keepState(before.held());
        pending.settle(state);
        reporter.moved(before.phase(), state, target.event());
        if (state.phase() == Phase.ENDED) {
            ended.complete(state.note());
        }
        tellOfLoss(event);
        releasePredecessor();
        keepTurn(before.phase());
    }

    private void perform(PublicationEffect effect) {
        if (effect instanceof SendPublish send) {
            creating = send.operation() == Operation.INITIAL;
            send(send);
        } else if (effect instanceof Tell told) {
            LOG.log(told.warning() ? Level.WARNING : Level.INFO, "{0}: {1}", name(), told.message());
        }
    }

    private void send(SendPublish order) {
        String event = target.event();
        Ticker ticker = shard.context().ticker();
        long sentAt = ticker.nanos();
        outside.gateway.send(
                exchange.request(target, order),
                outcome -> shard.execute(() -> {
                    PublicationEvent meaning = exchange.read(target, outcome, ticker.nanos());
                    reporter.requestEnded(event, order.operation(), sentAt, outcome, meaning);
                    on(meaning);
                }));
    }

    /** A publication stands in a lane exactly while it is due or sending; the one that it entered, it leaves. */
    private void keepTurn(Phase before) {
        Phase now = state.phase();
        if (inLane(before) && (before == Phase.SENDING ? now != Phase.SENDING : !inLane(now))) {
            shard.lanes().leave(lane, this);
        }
        if (now == Phase.DUE && before != Phase.DUE) {
            lane = exchange.requestUri(target).toString();
            if (shard.lanes().request(lane, this)) {
                on(new TurnGranted());
            }
        }
    }

    private static boolean inLane(Phase phase) {
        return phase == Phase.DUE || phase == Phase.SENDING;
    }

    private void keepTimer() {
        if (state.wakeAt().equals(wakeAt)) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        wakeAt = state.wakeAt();
        timer = wakeAt.isEmpty() ? null : shard.schedule(wakeAt.getAsLong(), () -> wake(wakeAt));
    }

    private void wake(OptionalLong planned) {
        if (planned.equals(state.wakeAt())) {
            wakeAt = OptionalLong.empty();
            on(new TimerFired());
        }
    }

    /** What the process before left at the server, if it is still about the same. */
    private Optional<Held> recalled() {
        return outside.keeper
                .recall(name())
                .filter(kept -> kept.target().equals(target.scope()))
                .map(kept -> {
                    long left = kept.secondsLeft(shard.context().clock().instant());
                    long grantedAt = shard.context().ticker().nanos() - TimeUnit.SECONDS.toNanos(kept.granted() - left);
                    return new Held(new EntityTag(kept.entityTag()), null, kept.granted(), grantedAt, kept.granted());
                });
    }

    private void keepState(@Nullable Held before) {
        Held held = state.held();
        if (Objects.equals(held, before)) {
            return;
        }
        if (held != null && held.entityTag() != null && successor == null) {
            long expires = shard.context().clock().instant().getEpochSecond() + held.grantedSeconds();
            outside.keeper.keep(new org.outpub.publish.config.PublicationState(
                    name(), target.scope(), held.entityTag().value(), expires, held.grantedSeconds()));
        } else if (before != null && before.entityTag() != null) {
            outside.keeper.forget(name(), before.entityTag().value());
        }
    }

    private void releasePredecessor() {
        Publisher former = predecessor;
        boolean settled =
                state.phase() == Phase.PUBLISHED || state.phase() == Phase.IDLE || state.phase() == Phase.ENDED;
        if (former != null && settled) {
            predecessor = null;
            former.stop();
        }
    }

    /** An initial request that is accepted though an earlier one was: the server had lost what it held. */
    private void tellOfLoss(PublicationEvent event) {
        if (event instanceof Accepted) {
            if (creating && created) {
                createdAnew.run();
            }
            created = state.held() != null;
        }
    }

    String name() {
        return user.isEmpty() ? id : id + "/" + user;
    }
}
