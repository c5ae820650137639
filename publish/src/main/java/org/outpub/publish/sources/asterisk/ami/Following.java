package org.outpub.publish.sources.asterisk.ami;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection from its login on: live events, rounds of lists, and whether the far end still lives. Its rows in the
 * table of {@link ManagerSession} are those of FOLLOWING. Confined to its owner's thread.
 */
final class Following {
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long DEAD_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** Within which a server that has booted says so after a login. */
    private static final long BOOTED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** Between rounds where events do not tell everything. */
    private static final long POLL_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** How long lists must lack a thing, where the server has said that it has booted. */
    private static final long CONFIRM_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** The same where it has not, perhaps because it may not tell this user. */
    private static final long CONFIRM_BOOTING_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final SessionOptions options;
    private final AsteriskStates states;
    private final Orders orders;
    private String statusId = "";
    private String settingsId = "";
    private String startedAt = "";
    private String version = "";
    private final long began;
    private long heardAt;
    private boolean pinged;
    private boolean booted;
    private boolean stopping;
    private boolean told;
    private int rounds;
    private boolean toldUntold;
    private String refused = "";
    private @Nullable ListRound round;
    private long roundHeardAt;
    private long roundEndedAt;
    private long nextRoundAt;
    private boolean nextOfAll = true;

    Following(SessionOptions options, AsteriskStates states, Orders orders, long now) {
        this.options = options;
        this.states = states;
        this.orders = orders;
        this.began = now;
        this.heardAt = now;
        this.roundEndedAt = now;
        this.nextRoundAt = now + BOOTED_NANOS;
        states.trustLists();
        statusId = orders.send("CoreStatus", List.of());
        settingsId = orders.send("CoreSettings", List.of());
    }

    void heard(AmiMessage message, long now) {
        heardAt = now;
        pinged = false;
        String id = message.get("ActionID");
        ListRound current = round;
        if (id.isEmpty() || message.kind("Event").equals("FullyBooted")) {
            event(message, now);
        } else if (current != null && current.owns(id)) {
            roundHeardAt = now;
            current.heard(message, now).ifPresent(this::tellRefused);
        } else if (id.equals(statusId)) {
            startedAt = (message.get("CoreStartupDate") + " " + message.get("CoreStartupTime")).strip();
        } else if (id.equals(settingsId)) {
            version = message.get("AsteriskVersion");
        }
    }

    private void event(AmiMessage event, long now) {
        switch (event.kind("Event")) {
            case "FullyBooted" -> {
                booted = true;
                states.trustLists();
                roundSoon(now, 0, true);
            }
            case "Shutdown" -> {
                stopping = true;
                dropRound();
                orders.tell(true, options.server() + ": Asterisk stops; its states are kept" + keptFor());
            }
            case "Reload" -> roundSoon(now, SOON_NANOS, true);
            default -> consequence(states.live(event), now);
        }
    }

    private String keptFor() {
        return options.keep().isZero() ? "" : " for " + options.keep().toSeconds() + " s";
    }

    private void consequence(AsteriskStates.Consequence consequence, long now) {
        switch (consequence) {
            case NONE -> {
                // the state says it all
            }
            case DOUBTED -> roundSoon(now, SOON_NANOS, false);
            // Some servers repeat states in ordinary operation, too, so this is no reason to ask all the time.
            case REPEATED -> roundSoon(now, Math.max(SOON_NANOS, roundEndedAt + SECOND_NANOS - now), false);
        }
    }

    private void roundSoon(long now, long delay, boolean all) {
        nextOfAll |= all;
        if (now + delay - nextRoundAt < 0) {
            nextRoundAt = now + delay;
        }
    }

    private void tellRefused(String list) {
        if (!refused.contains(list)) {
            refused += list + "\n";
            orders.tell(
                    true,
                    options.server() + " does not let user '" + options.username() + "' ask for " + list
                            + "; add call and reporting to write= at " + options.place());
        }
    }

    /**
     * Does what is due.
     *
     * @return why the connection is of no use any more; empty if it is
     */
    Optional<String> woke(long now) {
        if (now - heardAt >= DEAD_NANOS) {
            return Optional.of("it answers nothing, not even a ping");
        }
        if (now - heardAt >= QUIET_NANOS && !pinged) {
            pinged = true;
            orders.send("Ping", List.of());
        }
        ListRound current = round;
        if (current != null) {
            if (current.isSettled(now)) {
                settle(current, now);
            } else if (current.step() != ListRound.Step.SETTLING && now - roundHeardAt >= STUCK_NANOS) {
                return Optional.of("it does not answer what it is asked");
            }
        } else if (!stopping && now - nextRoundAt >= 0) {
            round = new ListRound(states, options.notes(), nextOfAll, orders);
            roundHeardAt = now;
            nextOfAll = false;
            // What comes meanwhile may ask for one earlier.
            nextRoundAt = now + options.resync().toNanos();
        }
        return Optional.empty();
    }

    private void settle(ListRound settled, long now) {
        boolean up = booted || now - began >= CONFIRM_BOOTING_NANOS;
        long confirm = up ? CONFIRM_NANOS : CONFIRM_BOOTING_NANOS;
        int untold = states.settle(now, settled.isLacking() ? -1 : confirm);
        round = null;
        roundEndedAt = now;
        rounds++;
        if (untold > 0 && rounds > 1 && !toldUntold) {
            toldUntold = true;
            orders.tell(
                    true,
                    options.server() + ": " + untold + " states changed without an event; add call to read=, and see to"
                            + " what eventfilter= hides, at " + options.place() + "; until then the lists are asked for"
                            + " every " + TimeUnit.NANOSECONDS.toSeconds(POLL_NANOS) + " s");
        }
        if (!told) {
            told = true;
            orders.tell(false, options.server() + ": follows " + states.counts() + described());
        }
        String leftOut = states.leftOut();
        if (!leftOut.isEmpty()) {
            orders.tell(true, options.server() + ": " + leftOut);
        }
        if (states.doubts()) {
            roundSoon(now, CONFIRM_NANOS, false);
        } else if (toldUntold) {
            roundSoon(now, POLL_NANOS, false);
        } else if (rounds == 1) {
            roundSoon(now, SECOND_NANOS, false);
        }
    }

    private String described() {
        return (version.isEmpty() ? "" : ", Asterisk " + version)
                + (startedAt.isEmpty() ? "" : ", started " + startedAt);
    }

    private void dropRound() {
        round = null;
        states.listsLost();
    }

    /** The connection is over. */
    void end() {
        dropRound();
    }

    /** Asks for the lists now. */
    void ask(long now) {
        roundSoon(now, 0, true);
    }

    /** Whether a round has settled, so that what is known is what holds. */
    boolean isSettled() {
        return rounds > 0;
    }

    /** When the server began to run, in its own words; empty if it did not say. */
    String startedAt() {
        return startedAt;
    }

    String version() {
        return version;
    }

    long wakeAt() {
        long at = heardAt + (pinged ? DEAD_NANOS : QUIET_NANOS);
        ListRound current = round;
        if (current != null) {
            boolean settling = current.step() == ListRound.Step.SETTLING;
            return earlier(at, settling ? current.settledAt() : roundHeardAt + STUCK_NANOS);
        }
        return stopping ? at : earlier(at, nextRoundAt);
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }
}
