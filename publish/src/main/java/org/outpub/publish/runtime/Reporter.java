package org.outpub.publish.runtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.Operation;
import org.outpub.api.publication.PublicationListener;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.RequestReport;
import org.outpub.api.publication.RequestReport.Result;
import org.outpub.api.time.Ticker;
import org.outpub.publish.delivery.SipOutcome;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.publication.Held;
import org.outpub.publish.publication.PublicationEvent;
import org.outpub.publish.publication.PublicationState;

/** Tells the outside how one publication fares. Confined to the publication's shard. */
final class Reporter {
    private static final Logger LOG = System.getLogger(Reporter.class.getName());
    private final String id;
    private final Optional<String> user;
    private final Outside outside;
    private final Clock clock;
    private final Ticker ticker;
    private Instant since;
    private String last = "";
    private @Nullable Server server;
    /** Whether requests failed since the last that was confirmed. */
    private boolean failing;

    /**
     * What all publications share.
     *
     * @param listener hears of requests and changes of phase
     * @param counts of all publications
     */
    record Outside(PublicationListener listener, PhaseCounts counts) {}

    Reporter(String id, String user, Outside outside, Clock clock, Ticker ticker, Phase first) {
        this.id = id;
        this.user = user.isEmpty() ? Optional.empty() : Optional.of(user);
        this.outside = outside;
        this.clock = clock;
        this.ticker = ticker;
        this.since = clock.instant();
        outside.counts.begun(first);
    }

    void requestEnded(String event, Operation operation, long sentAt, SipOutcome outcome, PublicationEvent meaning) {
        last = Exchange.describe(outcome);
        Server answering = outcome instanceof SipOutcome.Answered answered ? answered.server() : null;
        server = answering == null ? server : answering;
        Result result = result(outcome, meaning);
        RequestReport report = new RequestReport(
                id,
                user,
                event,
                operation,
                failing,
                result,
                last,
                Optional.ofNullable(answering).map(Server::toString),
                Duration.ofNanos(ticker.nanos() - sentAt));
        tell(listener -> listener.requestEnded(report));
        if (result != Result.CHALLENGED && result != Result.REDIRECTED) {
            failing = result != Result.CONFIRMED;
        }
    }

    private static Result result(SipOutcome outcome, PublicationEvent meaning) {
        if (meaning instanceof PublicationEvent.Accepted) {
            return Result.CONFIRMED;
        }
        if (meaning instanceof PublicationEvent.Challenged) {
            return Result.CHALLENGED;
        }
        if (meaning instanceof PublicationEvent.Redirected) {
            return Result.REDIRECTED;
        }
        if (outcome instanceof SipOutcome.Answered) {
            return Result.REFUSED;
        }
        return outcome instanceof SipOutcome.TimedOut ? Result.TIMED_OUT : Result.UNREACHABLE;
    }

    void moved(Phase before, PublicationState state, String event) {
        Phase now = state.phase();
        if (before != now) {
            since = clock.instant();
            outside.counts.moved(before, now);
            PublicationStatus status = status(state, event);
            tell(listener -> listener.changed(status));
        }
    }

    /** What a host's listener throws must not keep the publication from going on. */
    private void tell(Consumer<PublicationListener> news) {
        try {
            news.accept(outside.listener);
        } catch (RuntimeException failed) {
            LOG.log(Level.WARNING, () -> id + ": a listener failed", failed);
        }
    }

    PublicationStatus status(PublicationState state, String event) {
        Held held = state.held();
        return new PublicationStatus(
                id,
                user,
                event,
                state.phase(),
                since,
                Optional.ofNullable(held).map(Held::entityTag).map(Object::toString),
                Optional.ofNullable(held).map(confirmed -> clock.instant().minus(sinceNanos(confirmed.grantedAt()))),
                Optional.ofNullable(server).map(Server::toString),
                untilWake(state.wakeAt()),
                last);
    }

    private Duration sinceNanos(long then) {
        return Duration.ofNanos(ticker.nanos() - then);
    }

    private Optional<Duration> untilWake(OptionalLong wakeAt) {
        return wakeAt.isEmpty()
                ? Optional.empty()
                : Optional.of(sinceNanos(wakeAt.getAsLong()).negated());
    }
}
