package org.outpub.publish.agent;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.HistoryEntry.What;
import org.outpub.api.publication.Operation;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationDetails;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.PublishResult;
import org.outpub.publish.config.KeptPublication;
import org.outpub.publish.delivery.Outcome;
import org.outpub.publish.delivery.RequestHead;
import org.outpub.publish.publication.EntityTag;
import org.outpub.publish.publication.Held;
import org.outpub.publish.publication.PublicationEffect;
import org.outpub.publish.publication.PublicationEffect.AskForState;
import org.outpub.publish.publication.PublicationEffect.SendPublish;
import org.outpub.publish.publication.PublicationEffect.Tell;
import org.outpub.publish.publication.PublicationEvent;
import org.outpub.publish.publication.PublicationEvent.Accepted;
import org.outpub.publish.publication.PublicationEvent.ContentChanged;
import org.outpub.publish.publication.PublicationEvent.ContentRemoved;
import org.outpub.publish.publication.PublicationEvent.Pushed;
import org.outpub.publish.publication.PublicationEvent.Reconfigured;
import org.outpub.publish.publication.PublicationEvent.StopRequested;
import org.outpub.publish.publication.PublicationEvent.TimerFired;
import org.outpub.publish.publication.PublicationEvent.TurnGranted;
import org.outpub.publish.publication.PublicationEvent.Unanswered;
import org.outpub.publish.publication.PublicationMachine;
import org.outpub.publish.publication.PublicationState;
import org.outpub.publish.publication.Step;
import org.outpub.publish.wire.PublishTemplate;

/**
 * One publication, of an object and perhaps one of its users: owns its state and performs what its machine decides. Its
 * life:
 *
 * <pre>
 * life         what happens              life after    what is done
 * OPEN         a wish                    OPEN          the machine has it
 * OPEN         other terms               OPEN          applied in place
 * OPEN         replaced by another       HANDED_OVER   the other wishes what this one wished (make before break)
 * OPEN         stopped                   STOPPED       the machine ends it, at the server too
 * HANDED_OVER  a wish                    HANDED_OVER   goes to the one that replaced it
 * HANDED_OVER  that one is settled       STOPPED       the machine ends it
 * HANDED_OVER  stopped                   STOPPED       the machine ends it
 * STOPPED      a wish                    STOPPED       answered: it ended
 * STOPPED      the machine has ended     (gone)        its object is told, once
 * </pre>
 *
 * <p>Whatever is thrown while it is served ends the request under way as a failure, which is waited out. Confined to the
 * loop.
 */
final class LivePublication extends Timer {
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final PublicationEvent TURN = new TurnGranted();
    private static final long AFTER_A_FAULT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private final String id;
    private final String user;
    private final Surroundings around;
    private final Owner owner;
    private final Results results;
    private final Conversation conversation;
    private final Reporter reporter;
    private final JournalEntry journalEntry;
    private final Turns.Ticket ticket = new Turns.Ticket(() -> on(TURN));
    private Life life = Life.OPEN;
    private Target target;
    private PublicationState state;
    private @Nullable PublishTemplate template;
    private @Nullable Dispatch dispatch;
    private @Nullable LivePublication successor;
    private @Nullable List<LivePublication> predecessors;
    private boolean created;
    private @Nullable Source wishedBy;
    private Faults.@Nullable Fault fault;

    private enum Life {
        OPEN,
        HANDED_OVER,
        STOPPED
    }

    /** Whose publication it is. */
    interface Owner {
        /** It has ended, with why something stayed behind at the server, or with empty text. */
        void ended(LivePublication publication, String leftBehind);

        /** Another node goes on with it. */
        void letGo(LivePublication publication);

        /** There is nothing to publish, and nothing at the server. */
        void idle(LivePublication publication);

        /** Its server had lost it, and it was created anew. */
        void createdAnew(LivePublication publication);

        /** Its server had lost it, and what the last document told may not hold any more. */
        void lost(LivePublication publication);
    }

    /** What all publications of an agent share. */
    record Surroundings(
            Deliveries deliveries,
            Inbox inbox,
            Turns turns,
            PublicationMachine machine,
            Journal journal,
            Faults faults,
            Reporter.Outside outside,
            RandomGenerator random) {
        long now() {
            return deliveries.loop().nanos();
        }

        Outbox outbox() {
            return outside.outbox();
        }
    }

    /**
     * A publication that is not published yet, unless a process before this one did.
     *
     * @param id of its object
     * @param user empty for the object itself
     * @param target as configured
     * @param recalled what the process before left at the server, about the same target; null for nothing
     * @param around what all share
     * @param owner hears of its end
     */
    LivePublication(
            String id,
            String user,
            Target target,
            @Nullable KeptPublication recalled,
            Surroundings around,
            Owner owner) {
        this.id = id;
        this.user = user;
        this.target = target;
        this.around = around;
        this.owner = owner;
        this.conversation = new Conversation(around.random(), recalled == null ? 0 : recalled.cseq());
        Held held = recalled == null ? null : held(recalled);
        this.state = held == null
                ? PublicationMachine.begin(target.terms())
                : PublicationMachine.resume(target.terms(), held);
        this.created = held != null;
        this.results = new Results(around.outbox(), held);
        this.reporter = new Reporter(id, user, around.outside(), state.phase());
        this.journalEntry = new JournalEntry(around.journal(), id, user, recalled);
    }

    private Held held(KeptPublication kept) {
        // A clock that was put back must not make it live longer than it was granted.
        long left = Math.min(
                kept.granted(), kept.secondsLeft(around.outside().clock().instant()));
        long grantedAt = around.now() - TimeUnit.SECONDS.toNanos(kept.granted() - left);
        return new Held(new EntityTag(kept.entityTag()), null, kept.granted(), grantedAt, kept.granted());
    }

    String user() {
        return user;
    }

    String name() {
        return user.isEmpty() ? id : id + "/" + user;
    }

    /** The Call-ID of all its requests. */
    String callId() {
        return conversation.callId();
    }

    /** Whether wishes and configuration go to it. */
    boolean isOpen() {
        return life == Life.OPEN;
    }

    /** Somebody wants a document at the server, or nothing. */
    void wish(PublishCall call) {
        switch (life) {
            case HANDED_OVER -> Objects.requireNonNull(successor).wish(call);
            case STOPPED -> around.outbox().answer(call, new PublishResult.Ended("the publication ended"));
            case OPEN -> {
                wishedBy = call.source();
                results.add(call);
                PublicationBody body = call.body();
                on(body == null ? new ContentRemoved() : new ContentChanged(body));
            }
        }
    }

    /** Whether a document is to be at the server. */
    boolean isWished() {
        return state.wished() != null;
    }

    /** Whether the newest wish is this source's. */
    boolean isBy(Source source) {
        return wishedBy == source;
    }

    /** Whether the newest wish is a document that no source gave: it was put from outside. */
    boolean isPut() {
        return wishedBy == null && isWished();
    }

    /** Removes what is published. */
    void withdraw() {
        wish(new PublishCall(null, null));
    }

    /** Applies configuration that leaves the publication what it is. */
    void configure(Target next) {
        if (life == Life.OPEN && !next.equals(target)) {
            target = next;
            reporter.remember(What.CONFIGURED, state.phase());
            on(new Reconfigured(next.terms()));
            if (state.phase() == Phase.DUE) {
                around.turns().leave(ticket);
                askForTurn();
            }
        }
    }

    /** Tries again at once if a failure is being waited out, because what caused it may be cured. */
    void nudge() {
        boolean waits = state.phase() == Phase.RETRYING || state.phase() == Phase.IDLE;
        if (waits && state.wakeAt().isPresent()) {
            on(new Reconfigured(target.terms()));
        }
    }

    /** Whether a failure is being waited out. */
    boolean isRetrying() {
        return state.phase() == Phase.RETRYING;
    }

    /** Sends it whole, now: somebody asked for it. */
    void push() {
        reporter.remember(What.PUSHED, state.phase());
        on(new Pushed());
    }

    /** Whether there is nothing to send. */
    boolean isIdle() {
        return state.phase() == Phase.IDLE && !isWished();
    }

    /** Ends it, at the server too. */
    void stop() {
        if (life != Life.STOPPED) {
            life = Life.STOPPED;
            on(new StopRequested());
        }
    }

    Phase phase() {
        return state.phase();
    }

    boolean isSending() {
        return state.phase() == Phase.SENDING;
    }

    /** Lets another publication take over: this one ends once that one is published, or has nothing to publish. */
    void handOver(LivePublication next) {
        if (life != Life.OPEN) {
            return;
        }
        life = Life.HANDED_OVER;
        successor = next;
        reporter.replaced();
        PublicationBody body = state.wished();
        if (body == null) {
            stop();
            return;
        }
        next.follow(this);
        next.wish(new PublishCall(body, wishedBy));
    }

    private void follow(LivePublication former) {
        List<LivePublication> before = predecessors == null ? new ArrayList<>(1) : predecessors;
        before.add(former);
        predecessors = before;
    }

    PublicationStatus status() {
        return reporter.status(state, target.event());
    }

    PublicationDetails details() {
        String waitsFor = switch (state.phase()) {
            case DUE -> around.turns().waitsFor(ticket);
            case SENDING -> "the answer to its request";
            case RETRYING -> "the next try" + state.remedy();
            case PUBLISHED -> "the time to refresh it, or another document";
            case IDLE, ENDED -> "a document";
        };
        return reporter.details(state, target.event(), waitsFor);
    }

    /** There is no time left: whoever waits is told so, and nothing more is done. */
    void giveUp() {
        life = Life.STOPPED;
        leaveFault(false);
        results.end(new PublishResult.Ended(leftBehind()));
        around.deliveries().timers().disarm(this);
        Dispatch underWay = dispatch;
        dispatch = null;
        if (underWay != null) {
            underWay.abandon();
        }
    }

    /** Another node goes on with it: nothing more is sent from here, and what the server holds stays. */
    void letGo() {
        giveUp();
        around.turns().leave(ticket);
        around.outside().counts().moved(state.phase(), Phase.ENDED);
        owner.letGo(this);
    }

    /** The section that it is of. */
    String section() {
        return id;
    }

    /** Why it has not ended yet. */
    String leftBehind() {
        return state.phase() == Phase.RETRYING ? state.note() : "the server had not answered in time";
    }

    private void on(PublicationEvent event) {
        try {
            advance(event);
        } catch (Throwable thrown) {
            recover(thrown);
        }
    }

    private void advance(PublicationEvent event) {
        PublicationState before = state;
        Step step = around.machine().next(before, event, around.now());
        state = step.state();
        List<PublicationEffect> effects = step.effects();
        for (int i = 0; i < effects.size(); i++) {
            perform(effects.get(i));
        }
        keepTimer();
        keepState(before.held());
        keepFault(before.phase(), step.effects());
        results.settle(state);
        reporter.moved(before.phase(), state, target.event());
        releasePredecessors();
        keepTurn(before.phase());
        tellOfEnd(before.phase());
        if (life == Life.OPEN && isOver(state) && !isOver(before)) {
            owner.idle(this);
        }
    }

    /** Nothing to publish, nothing at the server, and no failure that the next document would have to wait for. */
    private static boolean isOver(PublicationState state) {
        return state.phase() == Phase.IDLE
                && state.held() == null
                && state.wakeAt().isEmpty();
    }

    /** Its owner makes another one when there is something to publish again. */
    void discard() {
        life = Life.STOPPED;
        leaveFault(false);
        around.deliveries().timers().disarm(this);
        around.outside().counts().moved(state.phase(), Phase.ENDED);
    }

    /** What is not known to have happened is taken for a failure that may pass. */
    private void recover(Throwable thrown) {
        around.outbox().log(Level.ERROR, name() + ": an internal error; it is tried again in a minute", thrown);
        Dispatch broken = dispatch;
        dispatch = null;
        if (broken != null) {
            broken.abandon();
        }
        around.turns().leave(ticket);
        around.deliveries().timers().arm(this, around.now() + AFTER_A_FAULT_NANOS);
        PublicationState before = state;
        try {
            Unanswered failure = new Unanswered("internal error: " + thrown);
            state = around.machine().next(before, failure, around.now()).state();
            results.settle(state);
            reporter.moved(before.phase(), state, target.event());
            tellOfEnd(before.phase());
        } catch (Throwable again) {
            around.outbox().log(Level.ERROR, name() + ": an internal error", again);
        }
    }

    private void tellOfEnd(Phase before) {
        if (state.phase() == Phase.ENDED && before != Phase.ENDED) {
            life = Life.STOPPED;
            owner.ended(this, state.note());
        }
    }

    private void perform(PublicationEffect effect) {
        if (effect instanceof SendPublish send) {
            send(send);
        } else if (effect instanceof AskForState) {
            created = false;
            owner.lost(this);
        } else if (effect instanceof Tell told && state.phase() != Phase.RETRYING) {
            around.outbox().log(told.warning() ? Level.WARNING : Level.DEBUG, name() + ": " + told.message());
        }
    }

    /** What many publications suffer alike is told once. */
    private void keepFault(Phase before, List<PublicationEffect> effects) {
        Phase now = state.phase();
        if (now == Phase.RETRYING && before == Phase.SENDING) {
            String line = effects.stream()
                    .filter(Tell.class::isInstance)
                    .map(told -> ((Tell) told).message())
                    .findFirst()
                    .orElse(state.note());
            fault = around.faults().strike(this, fault, target.nextHop(), state.note(), name() + ": " + line);
        } else if (fault != null && now != Phase.RETRYING && !isInTurn(now)) {
            leaveFault(now == Phase.PUBLISHED);
        }
    }

    private void leaveFault(boolean confirmed) {
        Faults.Fault left = fault;
        if (left != null) {
            fault = null;
            around.faults().recovered(this, left, confirmed);
        }
    }

    /** Whether a failure is waited out for long, so that it is worth knowing that its cause is gone. */
    boolean waitsLong() {
        OptionalLong wakeAt = state.wakeAt();
        return state.phase() == Phase.RETRYING && wakeAt.isPresent() && wakeAt.getAsLong() - around.now() > LONG_NANOS;
    }

    private void send(SendPublish order) {
        results.sent();
        Operation operation = order.operation();
        long sentAt = around.now();
        try {
            RequestHead head = conversation.head(target);
            Dispatch next = new Dispatch(
                    around.deliveries(),
                    template(head),
                    conversation.request(target, order),
                    order.entityTag() == null ? null : conversation.holder(),
                    outcome -> delivered(operation, sentAt, outcome));
            dispatch = next;
            next.begin();
        } catch (IllegalArgumentException unwritable) {
            Outcome outcome = new Outcome.Unreachable(String.valueOf(unwritable.getMessage()));
            around.deliveries().loop().execute(() -> delivered(operation, sentAt, outcome));
        }
    }

    private PublishTemplate template(RequestHead head) {
        PublishTemplate fitting = around.deliveries().templates().of(template, head);
        template = fitting;
        return fitting;
    }

    private void delivered(Operation operation, long sentAt, Outcome outcome) {
        // What was handed in before the answer came is part of what follows from it.
        around.inbox().catchUp();
        dispatch = null;
        try {
            PublicationEvent meaning = conversation.read(target, operation, outcome, around.now());
            reporter.requestEnded(target.event(), operation, sentAt, outcome, meaning);
            boolean lost = operation == Operation.INITIAL && created && meaning instanceof Accepted;
            advance(meaning);
            reporter.remember(operation, sentAt, outcome, meaning, state.phase());
            if (meaning instanceof Accepted) {
                created = state.held() != null;
            }
            if (lost) {
                owner.createdAnew(this);
            }
        } catch (Throwable thrown) {
            recover(thrown);
        }
    }

    /** A publication asks for a turn when it is due, and has it while it sends. */
    private void keepTurn(Phase before) {
        Phase now = state.phase();
        if (isInTurn(before) && (before == Phase.SENDING ? now != Phase.SENDING : !isInTurn(now))) {
            around.turns().leave(ticket);
        }
        if (now == Phase.DUE && before != Phase.DUE) {
            askForTurn();
        }
    }

    private void askForTurn() {
        RequestHead head = conversation.head(target);
        around.turns().request(ticket, head.requestUri(), head.nextHop());
    }

    private static boolean isInTurn(Phase phase) {
        return phase == Phase.DUE || phase == Phase.SENDING;
    }

    private void keepTimer() {
        OptionalLong wakeAt = state.wakeAt();
        if (wakeAt.isEmpty()) {
            around.deliveries().timers().disarm(this);
        } else if (place < 0 || at != wakeAt.getAsLong()) {
            around.deliveries().timers().arm(this, wakeAt.getAsLong());
        }
    }

    @Override
    void fire() {
        if (state.phase() == Phase.DUE) {
            dueAfterAFault();
            return;
        }
        on(state.wakeAt().isPresent() ? new TimerFired() : new Reconfigured(target.terms()));
    }

    /** What is due has a timer only where a fault took its turn away. */
    private void dueAfterAFault() {
        try {
            around.turns().leave(ticket);
            askForTurn();
        } catch (Throwable thrown) {
            recover(thrown);
        }
    }

    private void keepState(@Nullable Held before) {
        Held held = state.held();
        if (!around.journal().isKeeping() || Objects.equals(held, before)) {
            return;
        }
        EntityTag tag = held == null ? null : held.entityTag();
        if (held != null && tag != null) {
            long expires = around.outside().clock().instant().getEpochSecond() + held.grantedSeconds();
            journalEntry.keep(target, tag.value(), expires, held.grantedSeconds(), conversation.cseq());
        } else if (state.phase() != Phase.ENDED || state.note().isEmpty()) {
            // What stayed behind is kept: the next process removes it.
            journalEntry.forget(target);
        }
    }

    private void releasePredecessors() {
        List<LivePublication> former = predecessors;
        Phase phase = state.phase();
        boolean settled = phase == Phase.PUBLISHED || phase == Phase.IDLE || phase == Phase.ENDED;
        if (former != null && settled) {
            predecessors = null;
            former.forEach(LivePublication::stop);
        }
    }
}
