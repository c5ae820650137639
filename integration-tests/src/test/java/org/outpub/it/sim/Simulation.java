package org.outpub.it.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.outpub.api.module.UnloadReport;
import org.outpub.api.publication.EventPublisherHandler;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.DigestAlgorithm;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.config.Transport;

/**
 * The whole agent in a world where everything goes wrong that can, and then gets well: network, servers, name servers,
 * state folder, the host's executor and code, and the process itself. What happens follows from the seed alone.
 */
final class Simulation {
    private static final int OBJECTS = 4;
    private static final String FED = "presence";
    private static final String FILED = "dialog";
    private static final String[] PLACES = {
        "@one.test", "@two.test:5060", "@10.0.0.3", "@10.0.0.1", "@pair.test", "@three.test;transport=tcp"
    };
    private static final String[] BAD_PLACES = {"@dead.test", "@nowhere.test", "@h;maddr=nowhere.test"};
    private static final Transport UDP = new Transport("u", "udp", "192.0.2.7", 5060);
    private static final Transport TCP = new Transport("t", "tcp", "192.0.2.7", 5060);
    private static final List<List<Transport>> TRANSPORTS =
            List.of(List.of(), List.of(UDP, TCP), List.of(UDP), List.of(TCP, UDP));
    /** The slowest retry, and what is left of the longest lifetime that was granted before everything got well. */
    private static final Duration QUIET = Duration.ofMinutes(56);
    /** The same, if everything is tried again once it is well. */
    private static final Duration QUIET_AFTER_A_NUDGE = Duration.ofMinutes(28);

    private static final Duration LAST_REMOVALS = Duration.ofMinutes(6);

    private final Random random;
    private final Faults faults;
    private final Laws laws;
    private final World world;
    private final SimulatedNetwork network;
    private final SimulatedNames names;
    private final SimulatedDisk disk;
    private final SimulatedHost host;
    private final Map<String, EventPublisherHandler> handlers = new TreeMap<>();
    private final boolean isHeard;
    private String password = "secret0";
    private List<Transport> transports = List.of();
    private @Nullable SimulatedProcess process;

    Simulation(long seed) {
        random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
        faults = new Faults(random);
        laws = new Laws(faults);
        world = new World(random, this::afterEach);
        laws.of(world);
        network = new SimulatedNetwork(world, random);
        names = new SimulatedNames(world, random, faults);
        disk = new SimulatedDisk(world, laws, faults);
        host = new SimulatedHost(random, laws);
        isHeard = random.nextInt(3) == 0;
    }

    /** Keeps a trace. */
    Simulation telling() {
        laws.tell();
        return this;
    }

    Laws laws() {
        return laws;
    }

    private void afterEach() {
        if (process != null) {
            process.check();
        }
    }

    /**
     * Runs it.
     *
     * @return what was not as it must be; empty if all was
     */
    List<String> run() {
        begin();
        for (int i = 0; i < 1 + random.nextInt(OBJECTS); i++) {
            reconfigure("object" + i);
        }
        int steps = 20 + random.nextInt(60);
        for (int i = 0; i < steps && laws.violations().isEmpty(); i++) {
            act();
            world.run(Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 60_000 : 4_000)));
            if (process != null) {
                process.ask();
            }
        }
        if (laws.violations().isEmpty()) {
            end();
        }
        return laws.violations();
    }

    private void end() {
        world.run(getWell());
        compare("after quiet", host.expected(new ArrayList<>(handlers.keySet())));
        settled();
        if (laws.violations().isEmpty()) {
            goAway();
        }
    }

    // ---- processes

    private void begin() {
        note(() -> "a process begins");
        process = new SimulatedProcess(world, random, laws, faults, network, names, disk, isHeard ? host : null);
        host.in(process);
        handlers.clear();
        register(FED);
        process.agent().transportsChanged(transports);
        process.agent().authsChanged(new ObjectChanges<>(List.of(auth()), List.of(), List.of()));
        process.agent()
                .objectsChanged(new ObjectChanges<>(List.copyOf(host.objects().values()), List.of(), List.of()));
        process.agent().withdrawAllBut(host.objects().keySet());
        laws.configured();
    }

    private void kill() {
        note(() -> "the process is killed");
        living().kill();
        host.killed();
        process = null;
        world.loop(null);
    }

    private SimulatedProcess living() {
        SimulatedProcess own = process;
        if (own == null || own.isEnded()) {
            begin();
        }
        return java.util.Objects.requireNonNull(process);
    }

    private void unload() {
        SimulatedProcess own = living();
        Duration timeout = Duration.ofMillis(random.nextInt(20_000));
        note(() -> "unload within " + timeout);
        own.unload(timeout, report -> note(() -> "unloaded: " + report));
        int steps = random.nextInt(4);
        for (int i = 0; i < steps && !own.isEnded(); i++) {
            changeSomething();
            world.run(Duration.ofMillis(random.nextInt(3_000)));
        }
        world.run(timeout.plusSeconds(1));
        laws.require(own.isEnded(), () -> "the end was not reported");
        for (int i = 0; i < 3; i++) {
            host.publishToNobody();
        }
        own.executor().mood(HostExecutor.Mood.WELL);
        world.run(Duration.ofMinutes(6));
        laws.require(own.unanswered().isEmpty(), () -> "after the end nobody is told of " + own.unanswered());
        living();
    }

    private void register(String event) {
        EventPublisherHandler handler = host.handler(event);
        handlers.put(event, handler);
        living().agent().register(handler);
        laws.configured();
    }

    private void unregister(String event) {
        EventPublisherHandler handler = handlers.remove(event);
        if (handler != null) {
            living().agent().unregister(handler);
        }
    }

    // ---- what happens

    private void act() {
        living();
        int dice = random.nextInt(1000);
        if (dice < 400) {
            changeContent(1);
        } else if (dice < 405) {
            changeContent(20 + random.nextInt(300));
        } else if (dice < 410) {
            flood();
        } else if (dice < 680) {
            changeConfiguration();
        } else if (dice < 840) {
            changeServer();
        } else if (dice < 900) {
            changeWeather();
        } else if (dice < 960) {
            changePorts();
        } else if (dice < 975) {
            host.publishToNobody();
        } else if (dice < 983) {
            kill();
        } else if (dice < 989) {
            unload();
        } else {
            Duration time = Duration.ofSeconds(random.nextInt(2000));
            note(() -> "suspended for " + time);
            world.suspend(time);
        }
    }

    /** What a host may do while it unloads the module. */
    private void changeSomething() {
        switch (random.nextInt(4)) {
            case 0 -> changeConfiguration();
            case 1 -> host.publishToNobody();
            default -> changeContent(1);
        }
    }

    private String anyName() {
        return "object" + random.nextInt(OBJECTS);
    }

    private void note(Supplier<String> what) {
        laws.note(what);
    }

    private void changeContent(int times) {
        OutboundPublish object = host.objects().get(anyName());
        if (object == null) {
            return;
        }
        if (times == 1 && random.nextInt(12) == 0) {
            host.changeNothing(object);
        } else {
            host.change(object, times);
        }
    }

    /** One change after the other, while requests are under way. */
    private void flood() {
        OutboundPublish object = host.objects().get(anyName());
        for (int i = 0; object != null && i < 100; i++) {
            host.change(object, 1);
            world.run(Duration.ofMillis(random.nextInt(100)));
        }
    }

    private void changeConfiguration() {
        switch (random.nextInt(20)) {
            case 0, 1 -> delete(anyName());
            case 2 -> {
                password = "secret" + random.nextInt(3);
                changeAuth();
            }
            case 3, 4 -> changeTransports(TRANSPORTS.get(random.nextInt(TRANSPORTS.size())));
            case 5 -> {
                unregister(FED);
                if (random.nextBoolean()) {
                    world.run(Duration.ofMillis(random.nextInt(3_000)));
                }
                register(FED);
            }
            case 6 -> {
                if (handlers.containsKey(FILED)) {
                    note(() -> "no handler of files' events any more");
                    unregister(FILED);
                } else {
                    note(() -> "a handler of files' events");
                    register(FILED);
                }
            }
            case 7 -> {
                note(() -> "try again now");
                laws.configured();
                living().agent().retryNow();
                living().agent().retryHandlers();
            }
            case 8, 9 -> {
                String name = anyName();
                for (int i = 0; i < 2 + random.nextInt(2); i++) {
                    reconfigure(name);
                }
            }
            default -> reconfigure(anyName());
        }
    }

    private Auth auth() {
        return new Auth("who", "desk", password, Map.of(), "", List.of(DigestAlgorithm.values()));
    }

    private void changeAuth() {
        note(() -> "the password is " + password);
        laws.configured();
        Auth auth = auth();
        living().agent()
                .authsChanged(
                        new ObjectChanges<>(List.of(), List.of(new ObjectChanges.Update<>(auth, auth)), List.of()));
    }

    private void changeTransports(List<Transport> next) {
        note(() -> "transports " + next.stream().map(Transport::id).toList());
        transports = next;
        laws.configured();
        living().agent().transportsChanged(next);
        laws.configured();
    }

    private void delete(String name) {
        OutboundPublish object = host.objects().remove(name);
        if (object != null) {
            note(() -> "delete " + name);
            laws.configured();
            host.deleted(name);
            living().agent().objectsChanged(new ObjectChanges<>(List.of(), List.of(), List.of(object)));
        }
    }

    private void reconfigure(String id) {
        OutboundPublish before = host.objects().get(id);
        boolean multiUser = before != null && random.nextInt(8) > 0 ? before.multiUser() : random.nextInt(3) == 0;
        boolean filed = !multiUser && random.nextInt(4) == 0;
        // Sometimes two objects share a Request-URI.
        String user = random.nextInt(4) == 0 ? "shared" : id;
        String place = random.nextInt(12) == 0
                ? BAD_PLACES[random.nextInt(BAD_PLACES.length)]
                : PLACES[random.nextInt(PLACES.length)];
        SipUri server = before != null && random.nextBoolean() ? before.serverUri() : uri("sip:" + user + place);
        put(new OutboundPublish(
                id,
                server,
                random.nextInt(4) == 0 ? uri("sip:from" + random.nextInt(2) + "@pbx") : null,
                null,
                filed ? FILED : FED,
                60 + random.nextInt(600),
                random.nextInt(4) == 0 ? List.of() : List.of("who"),
                null,
                random.nextInt(6),
                random.nextInt(8) == 0 ? random.nextBoolean() ? "u" : "t" : null,
                multiUser,
                random.nextBoolean() ? Map.of() : Map.of("@some", "" + random.nextInt(3)),
                filed ? SimulatedHost.FILE : null));
    }

    private void put(OutboundPublish next) {
        OutboundPublish before = host.objects().put(next.id(), next);
        note(() -> (before == null ? "create " : "update ") + next);
        laws.configured();
        living().agent()
                .objectsChanged(
                        before == null
                                ? new ObjectChanges<>(List.of(next), List.of(), List.of())
                                : new ObjectChanges<>(
                                        List.of(), List.of(new ObjectChanges.Update<>(before, next)), List.of()));
        if (before == null) {
            host.askForClient(next.id());
        }
    }

    private SimulatedServer anyServer() {
        List<SimulatedServer> all = List.copyOf(network.servers().values());
        return all.get(random.nextInt(all.size()));
    }

    private void changeServer() {
        SimulatedServer server = anyServer();
        switch (random.nextInt(7)) {
            case 0 -> {
                note(() -> server.address() + " restarts");
                server.restart();
                living().wire().breakConnections();
            }
            case 1 -> server.gate().forget();
            case 2, 3 -> {
                boolean guarded = random.nextInt(3) > 0;
                String word = "secret" + random.nextInt(2);
                note(() -> server.address() + (guarded ? " is guarded by " + word : " is open"));
                server.guard(guarded);
                server.gate().password(word);
            }
            default -> {
                SimulatedServer.Mood[] moods = SimulatedServer.Mood.values();
                SimulatedServer.Mood mood =
                        random.nextInt(3) == 0 ? SimulatedServer.Mood.WELL : moods[random.nextInt(moods.length)];
                note(() -> server.address() + " is " + mood);
                server.mood(mood, "sip:moved" + PLACES[random.nextInt(PLACES.length)]);
                server.wordy(random.nextInt(3) == 0);
            }
        }
    }

    private void changeWeather() {
        double loss = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.6;
        double garbling = random.nextInt(3) == 0 ? random.nextDouble() * 0.5 : 0;
        int slowest = random.nextInt(4) == 0 ? 20_000 : 200;
        note(() -> "loss " + loss + ", garbling " + garbling + ", delays up to " + slowest);
        network.weather(loss, random.nextDouble() * 0.5, garbling, slowest);
    }

    private void changePorts() {
        boolean well = random.nextInt(3) == 0;
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                double rate = well ? 0 : random.nextDouble() * (random.nextBoolean() ? 0.02 : 0.3);
                note(() -> "ports throw at a rate of " + rate);
                faults.rate(rate);
            }
            case 2 -> {
                HostExecutor.Mood[] moods = HostExecutor.Mood.values();
                HostExecutor.Mood mood = well ? HostExecutor.Mood.WELL : moods[random.nextInt(moods.length)];
                note(() -> "the executor is " + mood);
                living().executor().mood(mood);
            }
            case 3 -> {
                SimulatedNames.Mood[] moods = SimulatedNames.Mood.values();
                SimulatedNames.Mood mood = well ? SimulatedNames.Mood.WELL : moods[random.nextInt(moods.length)];
                note(() -> "name servers are " + mood);
                names.mood(mood);
            }
            case 4 -> {
                note(() -> "the disk is " + (well ? "well" : "full"));
                disk.full(!well);
            }
            case 5 -> {
                note(() -> "the host's code " + (well ? "is well" : "throws"));
                host.bad(!well);
            }
            case 6 -> {
                note(() -> "sockets " + (well ? "open" : "do not open"));
                living().wire().refusing(!well);
            }
            default -> {
                note(() -> "routes " + (well ? "are there" : "are missing"));
                living().wire().withoutRoutes(!well);
            }
        }
    }

    private static SipUri uri(String text) {
        try {
            return SipUri.parse(text);
        } catch (InvalidValueException wrong) {
            throw new IllegalArgumentException(text, wrong);
        }
    }

    // ---- the end

    /** Everything gets well; tells how long to wait until nothing of the bad times is left. */
    private Duration getWell() {
        SimulatedProcess own = living();
        note(() -> "everything gets well");
        faults.rate(0);
        network.weather(0, 0, 0, 5);
        names.mood(SimulatedNames.Mood.WELL);
        disk.full(false);
        host.bad(false);
        own.executor().mood(HostExecutor.Mood.WELL);
        own.wire().refusing(false);
        own.wire().withoutRoutes(false);
        network.servers().values().forEach(server -> {
            server.mood(SimulatedServer.Mood.WELL, "");
            server.wordy(random.nextBoolean());
            server.guard(random.nextBoolean());
            server.gate().password("secret0");
        });
        if (!password.equals("secret0")) {
            password = "secret0";
            changeAuth();
        }
        List.copyOf(host.objects().values()).forEach(this::mend);
        // Whoever was refused while the host's code threw is asked again.
        world.run(Duration.ofMinutes(6));
        own.agent().retryHandlers();
        boolean nudged = random.nextBoolean() || !own.wire().speaksEverything();
        if (nudged) {
            changeTransports(List.of());
        }
        return nudged ? QUIET_AFTER_A_NUDGE : QUIET;
    }

    private void mend(OutboundPublish one) {
        boolean reachable = List.of(PLACES).stream().anyMatch(one.serverUri().toString()::endsWith);
        if (reachable && one.transport() == null && !one.outboundAuth().isEmpty()) {
            return;
        }
        put(new OutboundPublish(
                one.id(),
                reachable ? one.serverUri() : uri("sip:" + one.id() + PLACES[random.nextInt(PLACES.length)]),
                one.fromUri(),
                null,
                one.event(),
                one.expiration(),
                List.of("who"),
                null,
                5,
                null,
                one.multiUser(),
                one.extended(),
                one.content()));
    }

    private static Map<String, Long> counted(List<String> texts) {
        return new TreeMap<>(texts.stream().collect(Collectors.groupingBy(text -> text, Collectors.counting())));
    }

    private List<String> held() {
        List<String> there = new ArrayList<>();
        network.servers().values().forEach(server -> there.addAll(server.documents()));
        return there;
    }

    private void compare(String when, List<String> expected) {
        Map<String, Long> there = counted(held());
        Map<String, Long> should = counted(expected);
        laws.require(there.equals(should), () -> when + " the servers hold " + there + " and should hold " + should);
    }

    private void settled() {
        SimulatedProcess own = living();
        laws.require(own.unanswered().isEmpty(), () -> "callers were not told of " + own.unanswered());
        List<PublicationStatus> all = new ArrayList<>();
        boolean[] told = {false};
        own.agent().statuses().thenAccept(statuses -> {
            told[0] = true;
            all.addAll(statuses);
        });
        world.run(Duration.ofMillis(100));
        laws.require(told[0], () -> "the agent does not tell how it fares");
        for (PublicationStatus status : all) {
            Phase phase = status.phase();
            boolean refreshes = phase == Phase.SENDING
                    && Duration.between(status.since(), world.clock().instant()).toSeconds() < 5;
            boolean calm = phase == Phase.PUBLISHED || phase == Phase.IDLE || refreshes;
            laws.require(calm, () -> "at the end there is " + status);
        }
        // An object that publishes nothing yet fares, too, and is no publication.
        long open = own.publications() - own.agent().phases().getOrDefault(Phase.IDLE, 0L);
        long alive = all.stream().filter(status -> status.phase() != Phase.IDLE).count();
        laws.require(open == alive, () -> open + " publications are counted where there are " + alive);
    }

    private void goAway() {
        boolean rain = random.nextBoolean();
        // A removal that one server does not answer goes to the next one of the pair, which never had it and says so.
        boolean unclear = rain
                && host.objects().values().stream()
                        .anyMatch(one -> one.serverUri().host().equals("pair.test"));
        if (rain) {
            note(() -> "it rains");
            network.weather(0.5, 0.2, 0, 200);
        }
        if (random.nextBoolean()) {
            List.copyOf(host.objects().keySet()).forEach(this::delete);
            world.run(LAST_REMOVALS);
            if (!unclear) {
                compare("after everything was removed", List.of());
            }
        }
        SimulatedProcess own = living();
        List<UnloadReport> reports = new ArrayList<>();
        own.unload(Duration.ofSeconds(10), reports::add);
        world.run(Duration.ofSeconds(60));
        laws.require(reports.size() == 1, () -> "the end was told " + reports.size() + " times");
        List<String> left = reports.isEmpty() ? List.of() : reports.get(0).leftBehind();
        note(() -> "left behind: " + left);
        if (!rain) {
            laws.require(left.isEmpty(), () -> "left behind in good weather: " + left);
        }
        for (String text : held()) {
            boolean said = left.stream()
                    .anyMatch(line ->
                            text.equals(SimulatedHost.KEPT) || text.startsWith(line.substring(0, line.indexOf(": "))));
            laws.require(said || unclear, () -> "the servers still hold '" + text + "' and the report says " + left);
        }
    }

    long events() {
        return world.events();
    }

    long requests() {
        return laws.requests();
    }

    /** What happened last. */
    String story() {
        return String.join("\n", laws.trace()) + "\n" + network.servers().values();
    }
}
