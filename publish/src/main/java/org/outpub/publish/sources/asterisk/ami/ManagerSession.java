package org.outpub.publish.sources.asterisk.ami;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Excerpt;

/**
 * Decides how an Asterisk is followed over its manager interface. Pure but for the random numbers it is lent: an event
 * goes in, what to do comes out.
 *
 * <pre>
 * phase        event                                      next         to do
 * NEW          started                                    CONNECTING   connect
 * CONNECTING   opened                                     GREETING     wait for the greeting
 * GREETING     heard the greeting                         CHALLENGING  Challenge (MD5)
 * GREETING     heard anything else                        WAITING      disconnect, tell
 * CHALLENGING  heard the challenge                        LOGGING_IN   Login, with events on
 * CHALLENGING  heard a refusal                            WAITING      disconnect, tell; retry after 60 s
 * LOGGING_IN   heard that it is accepted                  FOLLOWING    ask what runs; lists in 0.1 s
 * LOGGING_IN   heard a refusal                            WAITING      disconnect, tell the line; retry after 60 s
 * FOLLOWING    heard a state                              FOLLOWING    take it
 * FOLLOWING    heard FullyBooted                          FOLLOWING    a round of lists
 * FOLLOWING    heard Reload, a hint removed or repeated   FOLLOWING    a round of lists, soon
 * FOLLOWING    heard Shutdown                             FOLLOWING    no more rounds
 * FOLLOWING    woke, a round has settled                  FOLLOWING    take what the lists say
 * FOLLOWING    woke, a round is due                       FOLLOWING    a round of lists
 * FOLLOWING    woke, nothing heard for 10 s               FOLLOWING    Ping
 * FOLLOWING    woke, nothing heard for 20 s               WAITING      disconnect, tell
 * FOLLOWING    woke, a round makes no way for 30 s        WAITING      disconnect, tell
 * before that  woke, a step takes 10 s                    WAITING      disconnect, tell
 * connected    closed                                     WAITING      tell; retry after 1 s, doubling to 30 s
 * WAITING      woke, the retry is due                     CONNECTING   connect
 * WAITING      asked                                      CONNECTING   connect
 * any          woke, lost for as long as states are kept  as before    forget every state, tell
 * any          stopped                                    ENDED        disconnect; states stay
 * </pre>
 *
 * <p>A lost connection, a restart, and a server that tells at its end that every hint is removed, all leave the states as
 * they are: only lists that lack a thing for a while show that it is gone. Confined to its owner's thread.
 */
public final class ManagerSession {
    private static final String GREETING = "Asterisk Call Manager/";
    private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long REFUSED_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long FIRST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int MOST_DOUBLINGS = 5;

    private SessionOptions options;
    private final RandomGenerator random;
    private final AsteriskStates states;
    private final Parts parts = new Parts();
    private List<SessionEffect> effects = new ArrayList<>();
    private Phase phase = Phase.NEW;
    /** Of the phase: when to retry, or to give the step up. */
    private long phaseEnds;

    private long actions;
    private String stepId = "";
    private @Nullable Following following;
    private int failures;
    private String lastTrouble = "";
    private String startedAt = "";
    private String version = "";
    /** Whether there are states that no connection stands behind, and since when. */
    private boolean lost;

    private long lostAt;

    /** Where a session stands. */
    public enum Phase {
        /** It has not begun. */
        NEW,
        /** The next attempt is waited for. */
        WAITING,
        /** A connection is tried. */
        CONNECTING,
        /** The far end is to say what it is. */
        GREETING,
        /** A challenge is asked for. */
        CHALLENGING,
        /** The proof of the secret is sent. */
        LOGGING_IN,
        /** Logged in. */
        FOLLOWING,
        /** It is over. */
        ENDED
    }

    private final class Parts implements Orders {
        @Override
        public String send(String action, List<String> fields) {
            String id = "outpub-" + ++actions;
            effects.add(new SessionEffect.Send(new AmiAction(action, id, fields)));
            return id;
        }

        @Override
        public void tell(boolean warning, String text) {
            effects.add(new SessionEffect.Tell(warning, text));
        }
    }

    /**
     * A session that has not begun.
     *
     * @param options what it goes by
     * @param random spreads retries
     */
    public ManagerSession(SessionOptions options, RandomGenerator random) {
        this.options = options;
        this.random = random;
        this.states = new AsteriskStates(options, effect -> effects.add(effect));
    }

    /**
     * Logs in otherwise from the next connection on; which states are followed stays as it is.
     *
     * @param next names the user, the secret and where they are configured
     */
    public void logInAs(SessionOptions next) {
        options = next;
    }

    /**
     * Takes in what happened.
     *
     * @param event what
     * @param now in nanoseconds, on a clock that may wrap
     * @return what to do, in this order
     */
    public List<SessionEffect> next(SessionEvent event, long now) {
        effects = new ArrayList<>();
        if (phase != Phase.ENDED) {
            take(event, now);
            forgetWhatIsTooOld(now);
        }
        return effects;
    }

    private void take(SessionEvent event, long now) {
        if (event instanceof SessionEvent.Heard heard) {
            heard(heard.message(), now);
        } else if (event instanceof SessionEvent.Closed closed) {
            if (phase != Phase.NEW && phase != Phase.WAITING) {
                retryLater(closed.reason(), now);
            }
        } else if (event instanceof SessionEvent.Woke) {
            woke(now);
        } else if (event instanceof SessionEvent.Opened) {
            if (phase == Phase.CONNECTING) {
                enter(Phase.GREETING, now + STEP_NANOS);
            }
        } else if (event instanceof SessionEvent.Stopped) {
            stop();
        } else if (following != null) {
            following.ask(now);
        } else if (phase == Phase.NEW || phase == Phase.WAITING) {
            connect(now);
        }
    }

    private void connect(long now) {
        enter(Phase.CONNECTING, now + STEP_NANOS);
        effects.add(new SessionEffect.Connect());
    }

    private void enter(Phase next, long ends) {
        phase = next;
        phaseEnds = ends;
    }

    private void heard(AmiMessage message, long now) {
        switch (phase) {
            case GREETING -> greeted(message, now);
            case CHALLENGING, LOGGING_IN -> {
                if (message.get("ActionID").equals(stepId)) {
                    answered(message, now);
                }
            }
            case FOLLOWING -> follow(message, now);
            default -> {
                // of a connection that was given up
            }
        }
    }

    private void greeted(AmiMessage message, long now) {
        String greeting = message.kind(AmiMessage.GREETING);
        if (!greeting.startsWith(GREETING)) {
            giveUp("what answers is no manager interface of Asterisk: " + Excerpt.quoted(greeting), now);
            return;
        }
        stepId = parts.send("Challenge", List.of("AuthType", "MD5"));
        enter(Phase.CHALLENGING, now + STEP_NANOS);
    }

    private void answered(AmiMessage answer, long now) {
        if (!answer.kind("Response").equalsIgnoreCase("Success")) {
            refused(answer.get("Message"), now);
        } else if (phase == Phase.CHALLENGING) {
            stepId = parts.send(
                    "Login",
                    List.of(
                            "AuthType",
                            "MD5",
                            "Username",
                            options.username(),
                            "Key",
                            key(answer.get("Challenge"), options.secret()),
                            "Events",
                            "call,system"));
            enter(Phase.LOGGING_IN, now + STEP_NANOS);
        } else {
            phase = Phase.FOLLOWING;
            following = new Following(options, states, parts, now);
        }
    }

    /** Proves the secret without telling it. */
    static String key(String challenge, String secret) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5")
                            .digest((challenge + secret).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(
                    "this platform has no MD5, by which a manager interface is logged in to", missing);
        }
    }

    private void refused(String reason, long now) {
        String cure = reason.contains("In Use")
                ? "add allowmultiplelogin=yes at " + options.place() + ", or let the other session end"
                : "see to the name, secret, deny and permit at " + options.place()
                        + ", and that Asterisk has taken the file in (manager reload)";
        giveUp("user '" + options.username() + "' is refused: " + reason + "; " + cure, now);
        phaseEnds = now + REFUSED_NANOS;
    }

    private void follow(AmiMessage message, long now) {
        Following current = current();
        current.heard(message, now);
        String began = current.startedAt();
        if (!began.isEmpty() && !began.equals(startedAt)) {
            if (!startedAt.isEmpty()) {
                parts.tell(false, options.server() + ": Asterisk was started anew at " + began);
            }
            startedAt = began;
        }
        version = current.version().isEmpty() ? version : current.version();
    }

    private Following current() {
        Following current = following;
        if (current == null) {
            throw new IllegalStateException("no connection is followed in phase " + phase);
        }
        return current;
    }

    private void woke(long now) {
        if (phase == Phase.FOLLOWING) {
            Optional<String> dead = current().woke(now);
            dead.ifPresent(reason -> giveUp(reason, now));
            if (dead.isEmpty() && current().isSettled()) {
                failures = 0;
                lastTrouble = "";
                lost = false;
            }
        } else if (phase == Phase.WAITING && now - phaseEnds >= 0) {
            connect(now);
        } else if (isStep() && now - phaseEnds >= 0) {
            giveUp("it does not answer", now);
        }
    }

    private boolean isStep() {
        return phase == Phase.CONNECTING
                || phase == Phase.GREETING
                || phase == Phase.CHALLENGING
                || phase == Phase.LOGGING_IN;
    }

    private void giveUp(String reason, long now) {
        effects.add(new SessionEffect.Disconnect());
        retryLater(reason, now);
    }

    private void retryLater(String reason, long now) {
        if (following != null) {
            following.end();
            following = null;
        }
        if (!lost && !states.isEmpty()) {
            lost = true;
            lostAt = now;
        }
        if (!reason.equals(lastTrouble)) {
            lastTrouble = reason;
            parts.tell(true, options.server() + ": " + reason + keptWords());
        }
        long delay = Math.min(LONGEST_RETRY_NANOS, FIRST_RETRY_NANOS << Math.min(failures, MOST_DOUBLINGS));
        failures++;
        enter(Phase.WAITING, now + delay / 2 + random.nextLong(delay / 2 + 1));
    }

    private String keptWords() {
        if (!lost) {
            return "; it is tried again";
        }
        return options.keep().isZero()
                ? "; it is tried again, and states stay as they are"
                : "; it is tried again, and states stay as they are for "
                        + options.keep().toSeconds() + " s";
    }

    private void forgetWhatIsTooOld(long now) {
        if (lost && !options.keep().isZero() && now - lostAt >= options.keep().toNanos()) {
            lost = false;
            parts.tell(
                    true,
                    options.server() + ": nothing was heard for "
                            + options.keep().toSeconds() + " s; its states are given up");
            states.forgetAll();
        }
    }

    private void stop() {
        if (phase != Phase.NEW && phase != Phase.WAITING) {
            effects.add(new SessionEffect.Disconnect());
        }
        phase = Phase.ENDED;
        following = null;
    }

    /**
     * When {@link SessionEvent.Woke} is to happen next.
     *
     * @param now in nanoseconds
     * @return nanoseconds on the same clock; far away if there is nothing to wait for
     */
    public long wakeAt(long now) {
        long at = switch (phase) {
            case NEW, ENDED -> now + TimeUnit.DAYS.toNanos(1);
            case FOLLOWING -> current().wakeAt();
            default -> phaseEnds;
        };
        long given = lostAt + options.keep().toNanos();
        return lost && !options.keep().isZero() && given - at < 0 ? given : at;
    }

    /**
     * Where it stands.
     *
     * @return ENDED after it was stopped
     */
    public Phase phase() {
        return phase;
    }

    /**
     * Whether what is known is what holds now.
     *
     * @return true once the lists were taken in over the connection that stands
     */
    public boolean isSettled() {
        return following != null && following.isSettled();
    }

    /**
     * Why there is no connection.
     *
     * @return empty while all is well
     */
    public String trouble() {
        return lastTrouble;
    }

    /**
     * What runs there.
     *
     * @return such as {@code 22.10.1}; empty if it is not known
     */
    public String version() {
        return version;
    }

    /**
     * When it began to run, in its own words and time zone.
     *
     * @return such as {@code 2026-11-26 11:39:26}; empty if it is not known
     */
    public String startedAt() {
        return startedAt;
    }

    /**
     * How much is known, for people.
     *
     * @return such as {@code 6 devices, 13 extensions, 1 mailboxes}
     */
    public String counts() {
        return states.counts();
    }
}
