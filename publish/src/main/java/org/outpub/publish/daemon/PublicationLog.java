package org.outpub.publish.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.outpub.api.publication.Operation;
import org.outpub.api.publication.PublicationListener;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.RequestReport;

/**
 * What of publications' lives is told in the log: that one is published for the first time, or anew, and that nothing is
 * published any more. Of many in a short time the first ones are named and the others counted; a refresh or another document
 * is no news. Safe for use by many threads.
 */
final class PublicationLog implements PublicationListener {
    private static final Logger LOG = System.getLogger(PublicationLog.class.getName());
    private static final int MOST_NAMED = 20;
    private static final long WINDOW_SECONDS = 10;
    /** Of requests that have ended, whose publications' changes are about to be told. */
    private static final int MOST_AWAITED = 100_000;

    private final BooleanSupplier hideEach;
    private final Executor later;
    private final Set<String> created = new HashSet<>();
    private int named;
    private int published;
    private int ended;
    private boolean counting;

    /**
     * A log.
     *
     * @param hideEach whether single publications are not worth a line now, because something else shows how they fare
     */
    PublicationLog(BooleanSupplier hideEach) {
        this(hideEach, CompletableFuture.delayedExecutor(WINDOW_SECONDS, TimeUnit.SECONDS));
    }

    PublicationLog(BooleanSupplier hideEach, Executor later) {
        this.hideEach = hideEach;
        this.later = later;
    }

    private static String name(String id, String user) {
        return user.isEmpty() ? id : id + "/" + user;
    }

    @Override
    public synchronized void requestEnded(RequestReport report) {
        if (report.operation() == Operation.INITIAL
                && report.result() == RequestReport.Result.CONFIRMED
                && created.size() < MOST_AWAITED) {
            created.add(name(report.id(), report.user().orElse("")));
        }
    }

    @Override
    public synchronized void changed(PublicationStatus status) {
        String name = name(status.id(), status.user().orElse(""));
        if (status.phase() == Phase.PUBLISHED) {
            boolean first = created.remove(name);
            published += tell(
                    first,
                    name + ": published (entity-tag "
                            + status.entityTag().orElse("none") + ", next refresh in "
                            + status.next().map(Duration::toSeconds).orElse(0L) + " s)");
        } else if (status.phase() == Phase.ENDED || status.phase() == Phase.IDLE) {
            created.remove(name);
            ended += tell(true, name + ": nothing published any more (" + status.last() + ")");
        }
    }

    /** Gives 1 if it is to be counted and told later. */
    private int tell(boolean news, String line) {
        boolean hidden = hideEach.getAsBoolean();
        boolean inFull = news && !hidden && named < MOST_NAMED;
        LOG.log(inFull ? Level.INFO : Level.DEBUG, "{0}", line);
        if (!news || hidden) {
            return 0;
        }
        if (!counting) {
            counting = true;
            later.execute(this::tellCounted);
        }
        named += inFull ? 1 : 0;
        return inFull ? 0 : 1;
    }

    private synchronized void tellCounted() {
        if (published > 0) {
            LOG.log(Level.INFO, "{0} more published", String.valueOf(published));
        }
        if (ended > 0) {
            LOG.log(Level.INFO, "{0} more with nothing published any more", String.valueOf(ended));
        }
        named = 0;
        published = 0;
        ended = 0;
        counting = false;
    }
}
