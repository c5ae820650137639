package org.outpub.it.sim;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.EventPublisherHandler;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.state.PbxState;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.DigestAlgorithm;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.sources.packages.EntityId;
import org.outpub.publish.sources.packages.EventPackages;

/**
 * The whole agent beside an Asterisk that it follows, in the same bad world: what Asterisk has must end up at the servers,
 * each hint as a document of its own, each device among the changes of one publication.
 */
final class AsteriskSimulation {
    private static final Duration QUIET = Duration.ofMinutes(56);
    private static final Pattern LAMP =
            Pattern.compile("<dialog id=\"([^\"]*)\"[^>]*>.*?<state>([a-z]*)</state>", Pattern.DOTALL);
    private final Random random;
    private final Faults faults;
    private final Laws laws;
    private final World world;
    private final SimulatedNetwork network;
    private final SimulatedNames names;
    private final SimulatedDisk disk;
    private final SimulatedAsterisk asterisk;
    private final List<OutboundPublish> objects = List.of(
            object("lamps", "dialog", true, Map.of("@body", "application/dialog-info+xml", "@context", "^hints$")),
            object("devices", "asterisk-devicestate", false, Map.of("@eid", "02:00:00:00:00:01")));
    private @Nullable SimulatedProcess process;

    AsteriskSimulation(long seed) {
        random = new Random(seed * 0x9E37_79B9_7F4A_7C15L + 1);
        faults = new Faults(random);
        laws = new Laws(faults);
        world = new World(random, () -> {});
        laws.of(world);
        network = new SimulatedNetwork(world, random);
        names = new SimulatedNames(world, random, faults);
        disk = new SimulatedDisk(world, laws, faults);
        asterisk = new SimulatedAsterisk(world, random);
    }

    private static OutboundPublish object(String id, String event, boolean users, Map<String, String> options) {
        try {
            return new OutboundPublish(
                    id,
                    SipUri.parse("sip:" + id + (users ? "@one.test" : "@10.0.0.3")),
                    null,
                    null,
                    event,
                    300,
                    List.of("who"),
                    null,
                    5,
                    null,
                    users,
                    options,
                    null);
        } catch (InvalidValueException wrong) {
            throw new IllegalArgumentException(id, wrong);
        }
    }

    /**
     * Runs it.
     *
     * @return what was not as it must be; empty if all was
     */
    List<String> run() {
        begin();
        int steps = 30 + random.nextInt(60);
        for (int i = 0; i < steps && laws.violations().isEmpty(); i++) {
            act();
            world.run(Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 60_000 : 4_000)));
        }
        if (laws.violations().isEmpty()) {
            getWell();
            world.run(QUIET);
            compare();
        }
        return laws.violations();
    }

    private void begin() {
        SimulatedProcess own = new SimulatedProcess(world, random, laws, faults, network, names, disk, null);
        process = own;
        PbxState pbx = new PbxState();
        for (EventPublisherHandler handler :
                EventPackages.handlers(pbx, EntityId.parse("02:00:00:00:00:01").orElseThrow(), new LongAdder())) {
            own.agent().register(handler);
        }
        own.agent().transportsChanged(List.of());
        own.agent()
                .authsChanged(new ObjectChanges<>(
                        List.of(new Auth("who", "desk", "secret0", Map.of(), "", List.of(DigestAlgorithm.values()))),
                        List.of(),
                        List.of()));
        own.agent().objectsChanged(new ObjectChanges<>(objects, List.of(), List.of()));
        own.agent().withdrawAllBut(objects.stream().map(OutboundPublish::id).toList());
        laws.configured();
        asterisk.followedInto(pbx);
    }

    private void act() {
        int dice = random.nextInt(100);
        if (dice < 70) {
            asterisk.act();
        } else if (dice < 88) {
            changeServer();
        } else if (dice < 95) {
            network.weather(
                    random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.6,
                    random.nextDouble() * 0.5,
                    0,
                    random.nextInt(4) == 0 ? 20_000 : 200);
        } else if (dice < 98) {
            asterisk.leave();
            java.util.Objects.requireNonNull(process).kill();
            world.loop(null);
            world.run(Duration.ofSeconds(random.nextInt(300)));
            begin();
        } else {
            world.suspend(Duration.ofSeconds(random.nextInt(1000)));
        }
    }

    private void changeServer() {
        List<SimulatedServer> all = List.copyOf(network.servers().values());
        SimulatedServer server = all.get(random.nextInt(all.size()));
        switch (random.nextInt(4)) {
            case 0 -> server.restart();
            case 1 -> {
                server.guard(random.nextBoolean());
                server.gate().password("secret0");
            }
            default -> {
                SimulatedServer.Mood[] moods = {
                    SimulatedServer.Mood.WELL,
                    SimulatedServer.Mood.WELL,
                    SimulatedServer.Mood.BUSY,
                    SimulatedServer.Mood.SILENT,
                    SimulatedServer.Mood.REFUSING,
                    SimulatedServer.Mood.STINGY,
                    SimulatedServer.Mood.DOWN
                };
                server.mood(moods[random.nextInt(moods.length)], "");
            }
        }
    }

    private void getWell() {
        network.weather(0, 0, 0, 5);
        network.servers().values().forEach(server -> {
            server.mood(SimulatedServer.Mood.WELL, "");
            server.guard(false);
        });
        asterisk.calm();
        world.run(Duration.ofMinutes(6));
        java.util.Objects.requireNonNull(process).agent().retryHandlers();
    }

    private void compare() {
        Map<String, String> lamps = new TreeMap<>();
        Map<String, String> devices = new TreeMap<>();
        for (SimulatedServer server : network.servers().values()) {
            for (String document : server.documents()) {
                Matcher lamp = LAMP.matcher(document);
                if (lamp.find()) {
                    lamps.merge(lamp.group(1), lamp.group(2), (one, other) -> one + " and " + other);
                }
            }
            devices.putAll(server.toldDevices());
        }
        Map<String, String> hints = new TreeMap<>();
        asterisk.statuses().forEach((key, status) -> hints.put(key.substring(0, key.indexOf('@')), dialog(status)));
        laws.require(lamps.equals(hints), () -> "lamps are " + lamps + ", hints " + hints);
        Map<String, String> known = new TreeMap<>(devices);
        known.values().removeIf("UNKNOWN"::equals);
        laws.require(
                known.equals(new TreeMap<>(asterisk.devices())),
                () -> "peers know " + known + ", Asterisk " + new TreeMap<>(asterisk.devices()));
    }

    private static String dialog(int status) {
        return switch (status) {
            case 8 -> "early";
            case 1, 2, 9, 16 -> "confirmed";
            default -> "terminated";
        };
    }
}
