package org.outpub.it.asterisk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.outpub.publish.sources.asterisk.ami.AmiMessage;
import org.outpub.publish.sources.asterisk.ami.AmiReader;
import org.outpub.publish.sources.asterisk.ami.ManagerSession;
import org.outpub.publish.sources.asterisk.ami.SessionEffect;
import org.outpub.publish.sources.asterisk.ami.SessionEvent;
import org.outpub.publish.sources.asterisk.ami.SessionOptions;

/**
 * An Asterisk and who follows it, played by a seed in virtual time: states change, hints come and go, connections break in
 * the middle of a message, the server restarts, freezes and boots. Once it rests, what is followed is what it has.
 */
class FollowingSimulationTest {
    private static final long SEEDS = Long.getLong("outpub.asterisk.seeds", 150);
    private static final String[] STATES = {
        "NOT_INUSE", "INUSE", "RINGING", "BUSY", "UNAVAILABLE", "ONHOLD", "RINGINUSE"
    };

    /** One seed's world. */
    private static final class World {
        private final Random random;
        private final ModelAsterisk asterisk;
        private final ManagerSession session;
        private final Map<String, String> devices = new TreeMap<>();
        private final Map<String, String> extensions = new TreeMap<>();
        private final Map<String, String> mailboxes = new TreeMap<>();
        /** What the server has written and the network not delivered yet. */
        private final Deque<byte[]> underWay = new ArrayDeque<>();

        private AmiReader reader = new AmiReader();
        private ModelAsterisk.@Nullable Session serving;
        private boolean connected;
        private boolean accepts = true;
        private boolean frozen;
        private boolean withdrawn;
        private boolean calm;
        private boolean cut;
        private int restarts;
        private long now;

        World(long seed) {
            random = new Random(seed);
            now = random.nextLong();
            boolean hearsOfSystem = random.nextInt(4) > 0;
            asterisk = new ModelAsterisk(
                            random.nextBoolean() ? ModelAsterisk.Version.NEW : ModelAsterisk.Version.DEPLOYED, seed)
                    .user(
                            "outpub",
                            "s3cret",
                            hearsOfSystem ? Set.of("call", "system") : Set.of("call"),
                            Set.of("reporting"));
            if (random.nextBoolean()) {
                asterisk.hasMwiModule();
            }
            for (int i = 0; i < 4; i++) {
                asterisk.deviceQuietly("PJSIP/" + i, "NOT_INUSE");
                asterisk.hint("10" + i, "hints", "PJSIP/" + i);
            }
            session = new ManagerSession(
                    new SessionOptions(
                            "the model",
                            "outpub",
                            "s3cret",
                            "nowhere",
                            List.of(),
                            false,
                            Duration.ZERO,
                            Duration.ofMinutes(5),
                            1000),
                    random);
            take(new SessionEvent.Started());
        }

        private void take(SessionEvent event) {
            perform(session.next(event, now));
        }

        private void perform(List<SessionEffect> effects) {
            for (SessionEffect effect : effects) {
                if (effect instanceof SessionEffect.Connect) {
                    connect();
                } else if (effect instanceof SessionEffect.Disconnect) {
                    disconnect();
                } else if (effect instanceof SessionEffect.Send send && serving != null) {
                    serving.received(send.action().bytes());
                } else if (effect instanceof SessionEffect.DeviceIs is) {
                    put(devices, is.device(), is.state());
                } else if (effect instanceof SessionEffect.ExtensionIs is) {
                    withdrawn |= is.state() == null;
                    put(
                            extensions,
                            is.extension().toString(),
                            is.state() == null ? null : is.state().state());
                } else if (effect instanceof SessionEffect.MailboxIs is) {
                    put(mailboxes, is.mailbox(), is.counts());
                }
            }
        }

        private static void put(Map<String, String> map, String key, @Nullable Object value) {
            if (value == null) {
                map.remove(key);
            } else {
                map.put(key, value.toString());
            }
        }

        private void connect() {
            if (!accepts) {
                take(new SessionEvent.Closed("refused"));
                return;
            }
            reader = new AmiReader();
            underWay.clear();
            connected = true;
            cut = false;
            serving = asterisk.connect(new ModelAsterisk.Line() {
                @Override
                public void write(byte[] bytes) {
                    underWay.add(bytes);
                }

                @Override
                public void close() {
                    cut = true;
                }
            });
            if (frozen) {
                serving.freeze();
            }
            take(new SessionEvent.Opened());
        }

        private void disconnect() {
            ModelAsterisk.Session former = serving;
            serving = null;
            connected = false;
            underWay.clear();
            if (former != null) {
                former.closed();
            }
        }

        /** Delivers what is under way, all of it or a part, cut anywhere. */
        private void deliver(boolean all) {
            while (connected && !underWay.isEmpty() && (all || random.nextInt(8) > 0)) {
                byte[] bytes = underWay.remove();
                int at = random.nextInt(bytes.length + 1);
                if (!calm && random.nextInt(400) == 0) {
                    read(Arrays.copyOf(bytes, at));
                    broken();
                    return;
                }
                read(Arrays.copyOf(bytes, at));
                read(Arrays.copyOfRange(bytes, at, bytes.length));
            }
            if (connected && cut && underWay.isEmpty()) {
                broken();
            }
        }

        private void read(byte[] bytes) {
            for (AmiMessage message : reader.read(bytes)) {
                if (connected) {
                    take(new SessionEvent.Heard(message));
                }
            }
        }

        private void broken() {
            if (connected) {
                disconnect();
                take(new SessionEvent.Closed("broken"));
            }
        }

        private void pass(Duration time) {
            long end = now + time.toNanos();
            while (session.wakeAt(now) - end <= 0) {
                long at = session.wakeAt(now);
                now = at - now > 0 ? at : now;
                take(new SessionEvent.Woke());
                deliver(calm);
            }
            now = end;
            deliver(calm);
        }

        void step() {
            switch (random.nextInt(24)) {
                case 0 -> asterisk.hint("20" + random.nextInt(3), "hints", "Custom:l" + random.nextInt(3));
                case 1 -> asterisk.hintGone("20" + random.nextInt(3), "hints");
                case 2 -> asterisk.mailbox("600" + random.nextInt(3) + "@default", random.nextInt(3), 1);
                case 3 -> broken();
                case 4 -> restart();
                case 5 -> freeze();
                case 6 -> asterisk.reloaded("All");
                case 7 -> take(new SessionEvent.Asked());
                case 8 -> pass(Duration.ofSeconds(random.nextInt(60)));
                default -> asterisk.device(device(), STATES[random.nextInt(STATES.length)]);
            }
            if (random.nextInt(3) == 0) {
                pass(Duration.ofMillis(random.nextInt(400)));
            }
        }

        private String device() {
            return random.nextBoolean() ? "PJSIP/" + random.nextInt(4) : "Custom:l" + random.nextInt(3);
        }

        private void restart() {
            if (random.nextBoolean()) {
                asterisk.stopGracefully();
            } else {
                asterisk.kill();
            }
            accepts = false;
            pass(Duration.ofSeconds(random.nextInt(20)));
            asterisk.start("12:00:" + 10 + restarts++);
            accepts = true;
            pass(Duration.ofSeconds(random.nextInt(4)));
            for (int i = 0; i < 4; i++) {
                asterisk.device("PJSIP/" + i, "UNAVAILABLE");
            }
            asterisk.boot();
        }

        private void freeze() {
            if (serving != null) {
                serving.freeze();
            }
            frozen = true;
            pass(Duration.ofSeconds(25));
            frozen = false;
        }

        /** Nothing changes any more, and time passes. */
        void rest() {
            calm = true;
            frozen = false;
            for (int i = 0; i < 300; i++) {
                pass(Duration.ofSeconds(2));
            }
        }

        void assertAlike(String when) {
            assertTrue(session.isSettled(), when + ": " + session.phase() + " " + session.trouble());
            Map<String, String> theirs = new HashMap<>(asterisk.devices());
            assertEquals(new TreeMap<>(theirs), devices, when);
            assertEquals(
                    asterisk.statuses().keySet().stream().collect(Collectors.toCollection(java.util.TreeSet::new)),
                    new java.util.TreeSet<>(extensions.keySet()),
                    when);
            asterisk.statuses().forEach((key, status) -> assertEquals(name(status), extensions.get(key), when + key));
            asterisk.mailboxes().forEach((key, counts) -> {
                // One that changed while nobody listened, and that nothing names since, cannot be known.
                if (asterisk.namesMailbox(key) || mailboxes.containsKey(key)) {
                    assertEquals(counts, mailboxes.get(key), when + " " + key);
                }
            });
        }

        private static String name(int status) {
            return switch (status) {
                case 1 -> "INUSE";
                case 4 -> "UNAVAILABLE";
                case 8 -> "RINGING";
                case 9 -> "RINGINUSE";
                case 16 -> "ONHOLD";
                default -> "NOT_INUSE";
            };
        }
    }

    @Test
    void whateverHappensWhatIsFollowedEndsAsTheServerIs() {
        for (long seed = 0; seed < SEEDS; seed++) {
            World world = new World(seed);
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 60; i++) {
                    world.step();
                }
                world.rest();
                world.assertAlike("seed " + seed + ", round " + round);
                world.calm = false;
            }
        }
    }

    @Test
    void aServerThatOnlyStopsAndComesBackWithdrawsNoExtension() {
        for (long seed = 0; seed < SEEDS; seed++) {
            World world = new World(seed);
            world.rest();
            world.calm = false;
            world.restart();
            world.rest();
            world.assertAlike("seed " + seed);
            assertTrue(!world.withdrawn, "seed " + seed);
        }
    }
}
