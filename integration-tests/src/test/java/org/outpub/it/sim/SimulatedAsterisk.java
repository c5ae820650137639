package org.outpub.it.sim;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outpub.api.state.PbxState;
import org.outpub.it.asterisk.ModelAsterisk;
import org.outpub.publish.sources.asterisk.ami.AmiMessage;
import org.outpub.publish.sources.asterisk.ami.AmiReader;
import org.outpub.publish.sources.asterisk.ami.ManagerSession;
import org.outpub.publish.sources.asterisk.ami.SessionEffect;
import org.outpub.publish.sources.asterisk.ami.SessionEvent;
import org.outpub.publish.sources.asterisk.ami.SessionOptions;

/**
 * An Asterisk whose manager interface the agent's process follows: it changes, floods, freezes, stops and boots, and its
 * connections break in the middle of a message. It outlives the processes that follow it.
 */
final class SimulatedAsterisk {
    private static final String[] STATES = {
        "NOT_INUSE", "INUSE", "RINGING", "BUSY", "UNAVAILABLE", "ONHOLD", "RINGINUSE"
    };
    private static final int DEVICES = 4;
    private final World world;
    private final Random random;
    private final ModelAsterisk model;
    private boolean accepts = true;
    private boolean frozen;
    private boolean calm;
    private int starts;
    private @Nullable Follower follower;

    SimulatedAsterisk(World world, Random random) {
        this.world = world;
        this.random = random;
        this.model = new ModelAsterisk(
                        random.nextBoolean() ? ModelAsterisk.Version.NEW : ModelAsterisk.Version.DEPLOYED,
                        random.nextLong())
                .user("outpub", "s3cret", Set.of("call", "system"), Set.of("reporting"));
        for (int i = 0; i < DEVICES; i++) {
            model.deviceQuietly("PJSIP/" + i, "NOT_INUSE");
            model.hint("10" + i, "hints", "PJSIP/" + i);
        }
    }

    /** A process begins to follow it; the one before is gone. */
    void followedInto(PbxState pbx) {
        leave();
        follower = new Follower(pbx);
        follower.take(new SessionEvent.Started());
    }

    /** Nobody follows it any more. */
    void leave() {
        if (follower != null) {
            follower.end();
            follower = null;
        }
    }

    Map<String, String> devices() {
        return model.devices();
    }

    Map<String, Integer> statuses() {
        return model.statuses();
    }

    /** One thing that may happen to it. */
    void act() {
        switch (random.nextInt(20)) {
            case 0 -> model.hint("20" + random.nextInt(3), "hints", "Custom:l" + random.nextInt(3));
            case 1 -> model.hintGone("20" + random.nextInt(3), "hints");
            case 2 -> breakConnection();
            case 3 -> restart();
            case 4 -> freeze();
            case 5 -> model.reloaded("All");
            case 6 -> {
                for (int i = 0; i < 300; i++) {
                    change();
                }
            }
            default -> change();
        }
        deliver();
    }

    private void change() {
        String device = random.nextBoolean() ? "PJSIP/" + random.nextInt(DEVICES) : "Custom:l" + random.nextInt(3);
        model.device(device, STATES[random.nextInt(STATES.length)]);
    }

    private void restart() {
        if (random.nextBoolean()) {
            model.stopGracefully();
        } else {
            model.kill();
        }
        accepts = false;
        deliver();
        world.after(Duration.ofSeconds(1 + random.nextInt(60)).toNanos(), this::boot);
    }

    private void boot() {
        if (accepts) {
            return;
        }
        model.start("12:00:" + (10 + starts++));
        accepts = true;
        world.after(Duration.ofMillis(random.nextInt(4_000)).toNanos(), () -> {
            for (int i = 0; i < DEVICES; i++) {
                model.device("PJSIP/" + i, "UNAVAILABLE");
            }
            model.boot();
            deliver();
        });
    }

    private void freeze() {
        if (follower != null) {
            follower.freeze();
        }
        frozen = true;
        world.after(Duration.ofSeconds(25).toNanos(), () -> frozen = false);
    }

    private void breakConnection() {
        if (follower != null) {
            follower.broken();
        }
    }

    /** Nothing happens to it any more but time. */
    void calm() {
        calm = true;
        frozen = false;
        if (!accepts) {
            boot();
        }
        breakConnection();
    }

    private void deliver() {
        Follower own = follower;
        if (own != null) {
            world.soon(own::deliver);
        }
    }

    /** The part of a process that follows it. */
    private final class Follower {
        private final PbxState pbx;
        private final ManagerSession session;
        private final Deque<byte[]> underWay = new ArrayDeque<>();
        private final Deque<SessionEffect> fed = new ArrayDeque<>();
        private AmiReader reader = new AmiReader();
        private ModelAsterisk.@Nullable Session serving;
        private boolean connected;
        private boolean cut;
        private boolean gone;
        private long wakes;

        Follower(PbxState pbx) {
            this.pbx = pbx;
            this.session = new ManagerSession(
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
                    new Random(random.nextLong()));
        }

        void take(SessionEvent event) {
            if (!gone) {
                perform(session.next(event, world.nanos()));
                arm();
            }
        }

        private void arm() {
            long number = ++wakes;
            world.after(session.wakeAt(world.nanos()) - world.nanos(), () -> {
                if (number == wakes && !gone) {
                    take(new SessionEvent.Woke());
                    deliver();
                }
            });
        }

        private void perform(List<SessionEffect> effects) {
            for (SessionEffect effect : effects) {
                if (effect instanceof SessionEffect.Connect) {
                    world.soon(this::connect);
                } else if (effect instanceof SessionEffect.Disconnect) {
                    disconnect();
                } else if (effect instanceof SessionEffect.Send send && serving != null) {
                    serving.received(send.action().bytes());
                    world.soon(this::deliver);
                } else {
                    fed.add(effect);
                    world.soon(this::feed);
                }
            }
        }

        /** In order, on some other thread. */
        private void feed() {
            SessionEffect effect = fed.poll();
            if (effect == null || gone) {
                return;
            }
            if (effect instanceof SessionEffect.DeviceIs is && is.state() != null) {
                pbx.deviceState(is.device(), is.state());
            } else if (effect instanceof SessionEffect.DeviceIs is) {
                pbx.deviceRemoved(is.device());
            } else if (effect instanceof SessionEffect.ExtensionIs is && is.state() != null) {
                pbx.extensionState(is.extension().context(), is.extension().exten(), is.state());
            } else if (effect instanceof SessionEffect.ExtensionIs is) {
                pbx.extensionRemoved(is.extension().context(), is.extension().exten());
            }
        }

        private void connect() {
            if (gone) {
                return;
            }
            if (!accepts) {
                take(new SessionEvent.Closed("refused"));
                return;
            }
            reader = new AmiReader();
            underWay.clear();
            connected = true;
            cut = false;
            serving = model.connect(new ModelAsterisk.Line() {
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
            deliver();
        }

        void freeze() {
            if (serving != null) {
                serving.freeze();
            }
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

        void broken() {
            if (connected) {
                disconnect();
                take(new SessionEvent.Closed("broken"));
            }
        }

        void end() {
            gone = true;
            disconnect();
        }

        /** What is under way arrives, cut anywhere; or the connection breaks in the middle of it. */
        void deliver() {
            while (connected && !underWay.isEmpty() && !gone) {
                byte[] bytes = underWay.remove();
                int at = random.nextInt(bytes.length + 1);
                read(Arrays.copyOf(bytes, at));
                if (!calm && random.nextInt(400) == 0) {
                    broken();
                    return;
                }
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
    }
}
