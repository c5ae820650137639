package org.outpub.publish.agent;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.Operation;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.RequestReport;
import org.outpub.api.publication.RequestReport.Result;
import org.outpub.publish.delivery.Outcome;
import org.outpub.publish.delivery.location.Server;
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
    /** Whether requests failed since the last that was confirmed. */
    private boolean failing;

    /**
     * What all publications share.
     *
     * @param outbox to whoever listens
     * @param counts of all publications
     * @param clock for what is shown
     * @param loop tells the time
     */
    record Outside(Outbox outbox, PhaseCounts counts, Clock clock, Loop loop) {}

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
        String words = outcome.toString();
        last = words.equals(USUAL) ? USUAL : words;
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

    void moved(Phase before, PublicationState state, String event) {
        Phase now = state.phase();
        if (before != now) {
            sinceMillis = outside.clock.millis();
            outside.counts.moved(before, now);
            if (outside.outbox.isHeard()) {
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
                last);
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
