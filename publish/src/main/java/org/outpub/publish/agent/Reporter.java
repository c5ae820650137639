package org.outpub.publish.agent;

import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.HistoryEntry.What;
import org.outpub.api.publication.Operation;
import org.outpub.api.publication.PublicationDetails;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.RequestReport;
import org.outpub.api.publication.RequestReport.Result;
import org.outpub.publish.delivery.Outcome;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.publication.EntityTag;
import org.outpub.publish.publication.Held;
import org.outpub.publish.publication.PublicationEvent;
import org.outpub.publish.publication.PublicationState;
import org.outpub.publish.wire.Loop;

/** Tells the outside how one publication fares. Confined to the loop. */
final class Reporter {
    private static final String USUAL = "200 OK";
    private final String id;
    private final String user;
    private final Outside outside;
    private long sinceMillis;
    private String last = "";
    private @Nullable Server server;
    private @Nullable History history;
    /** Since when the server has not had what it should have; 0 if it has. */
    private long differsMillis;
    /** Whether requests failed since the last that was confirmed. */
    private boolean failing;
    /** Whether another one of its name is told of in its place. */
    private boolean replaced;

    /**
     * What all publications share.
     *
     * @param outbox to whoever listens
     * @param counts of all publications
     * @param clock for what is shown
     * @param loop tells the time
     * @param waits those who wait for a phase
     */
    record Outside(Outbox outbox, PhaseCounts counts, Clock clock, Loop loop, Waits waits) {}

    Reporter(String id, String user, Outside outside, Phase first) {
        this.id = id;
        this.user = user;
        this.outside = outside;
        this.sinceMillis = outside.clock.millis();
        outside.counts.begun(first);
    }

    private Optional<String> user() {
        return user.isEmpty() ? Optional.empty() : Optional.of(user);
    }

    void requestEnded(String event, Operation operation, long sentAt, Outcome outcome, PublicationEvent meaning) {
        last = isUsual(outcome) ? USUAL : outcome.toString();
        Server answering = outcome instanceof Outcome.Answered answered ? answered.server() : null;
        server = answering == null || answering.equals(server) ? server : answering;
        Result result = result(outcome, meaning);
        if (outside.outbox.isHeard()) {
            outside.outbox.requestEnded(new RequestReport(
                    id,
                    user(),
                    event,
                    operation,
                    failing,
                    result,
                    last,
                    Optional.ofNullable(answering).map(Server::toString),
                    Duration.ofNanos(outside.loop.nanos() - sentAt)));
        }
        if (result != Result.CHALLENGED && result != Result.REDIRECTED) {
            failing = result != Result.CONFIRMED;
        }
    }

    /** Keeps in mind how a request ended, once it is known what follows. */
    void remember(Operation operation, long sentAt, Outcome outcome, PublicationEvent meaning, Phase now) {
        EntityTag tag = meaning instanceof PublicationEvent.Accepted accepted ? accepted.entityTag() : null;
        Outcome.Answered answered = outcome instanceof Outcome.Answered by ? by : null;
        history()
                .ended(
                        outside.clock.millis(),
                        what(operation),
                        outside.loop.nanos() - sentAt,
                        result(outcome, meaning),
                        answered == null ? 0 : answered.answer().status(),
                        answered == null ? null : shared(answered.server()),
                        answered == null ? last : "",
                        tag == null ? "" : tag.value(),
                        now);
    }

    /** The one that is kept anyway, where it is the same. */
    private @Nullable Server shared(@Nullable Server answering) {
        return answering != null && answering.equals(server) ? server : answering;
    }

    /** Keeps in mind what led to requests. */
    void remember(What what, Phase now) {
        history().happened(outside.clock.millis(), what, now);
    }

    private static What what(Operation operation) {
        return switch (operation) {
            case INITIAL -> What.INITIAL;
            case REFRESH -> What.REFRESH;
            case MODIFY -> What.MODIFY;
            case REMOVE -> What.REMOVE;
        };
    }

    private History history() {
        History known = history;
        if (known == null) {
            known = new History();
            history = known;
        }
        return known;
    }

    /** Spares the usual answer its words. */
    private static boolean isUsual(Outcome outcome) {
        return outcome instanceof Outcome.Answered answered
                && answered.answer().status() == 200
                && answered.answer().reason().equals("OK");
    }

    private static Result result(Outcome outcome, PublicationEvent meaning) {
        if (meaning instanceof PublicationEvent.Accepted) {
            return Result.CONFIRMED;
        }
        if (meaning instanceof PublicationEvent.Challenged) {
            return Result.CHALLENGED;
        }
        if (meaning instanceof PublicationEvent.Redirected) {
            return Result.REDIRECTED;
        }
        if (outcome instanceof Outcome.Answered) {
            return Result.REFUSED;
        }
        return outcome instanceof Outcome.TimedOut ? Result.TIMED_OUT : Result.UNREACHABLE;
    }

    /** Another publication of the same name has taken over: its phases are the ones to be told. */
    void replaced() {
        replaced = true;
    }

    void moved(Phase before, PublicationState state, String event) {
        Phase now = state.phase();
        if (before != now) {
            sinceMillis = outside.clock.millis();
            boolean settled = now == Phase.PUBLISHED || now == Phase.IDLE || now == Phase.ENDED;
            differsMillis = settled ? 0 : differsMillis == 0 ? sinceMillis : differsMillis;
            outside.counts.moved(before, now);
            outside.waits.moved(id);
            if (replaced) {
                // who listens knows the one of this name that took its place
                outside.outbox.log(
                        Level.DEBUG,
                        (user.isEmpty() ? id : id + "/" + user) + ", where it was before: " + now + " (" + last + ")");
            } else if (outside.outbox.isHeard()) {
                outside.outbox.changed(status(state, event));
            }
        }
    }

    PublicationStatus status(PublicationState state, String event) {
        Held held = state.held();
        return new PublicationStatus(
                id,
                user(),
                event,
                state.phase(),
                Instant.ofEpochMilli(sinceMillis),
                Optional.ofNullable(held).map(Held::entityTag).map(Object::toString),
                Optional.ofNullable(held).map(confirmed -> instantOf(confirmed.grantedAt())),
                Optional.ofNullable(server).map(Server::toString),
                untilWake(state.wakeAt()),
                last,
                differsMillis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(differsMillis)),
                state.failure());
    }

    PublicationDetails details(PublicationState state, String event, String waitsFor) {
        Held held = state.held();
        return new PublicationDetails(
                status(state, event),
                Optional.ofNullable(state.wished()),
                Optional.ofNullable(held).map(Held::body),
                Optional.ofNullable(held).map(one -> instantOf(one.grantedAt()).plusSeconds(one.grantedSeconds())),
                state.failures(),
                waitsFor,
                history == null ? List.of() : history.entries());
    }

    private Instant instantOf(long nanos) {
        return outside.clock.instant().minusNanos(outside.loop.nanos() - nanos);
    }

    private Optional<Duration> untilWake(OptionalLong wakeAt) {
        return wakeAt.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(wakeAt.getAsLong() - outside.loop.nanos()));
    }
}
