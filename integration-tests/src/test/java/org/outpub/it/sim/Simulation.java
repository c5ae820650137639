package org.outpub.it.sim;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.outpub.api.module.ModuleContext;
import org.outpub.api.publication.EventPublisherHandler;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.PublishResult;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.DigestAlgorithm;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.runtime.Publications;
import org.outpub.publish.runtime.StateKeeper;
import org.outpub.publish.sip.PacedGateway;
import org.outpub.publish.sources.files.ContentFiles;
import org.outpub.sorcery.SorceryStore;

/**
 * The whole agent but for files and sockets, in a world where everything goes wrong that can, and then gets well. What
 * happens follows from the seed alone.
 */
final class Simulation {
    private static final int OBJECTS = 5;
    private static final String[] HOSTS = {"one", "two", "three"};
    private static final String[] USERS = {"ann", "bob"};
    /** The slowest retry, and what is left of the longest lifetime that was granted before everything got well. */
    private static final Duration QUIET = Duration.ofMinutes(55);

    private static final Duration LAST_REMOVALS = Duration.ofMinutes(3);

    private final Random random;
    private final World world;
    private final Map<String, SimulatedServer> servers = new LinkedHashMap<>();
    private final SimulatedNetwork network;
    private final SorceryStore store;
    private final Publications publications;
    /** What the host has to publish, by object and user. */
    private final Map<String, String> wanted = new TreeMap<>();

    private final Map<String, PublishClient> clients = new LinkedHashMap<>();
    private final List<CompletableFuture<PublishResult>> results = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private int versions;

    Simulation(long seed) {
        random = new Random(seed);
        world = new World(random);
        for (String host : HOSTS) {
            servers.put(host, new SimulatedServer(host, world, random));
        }
        network = new SimulatedNetwork(world, random, servers);
        store = SorceryStore.builder().executor(world).build();
        store.register(Auth.TYPE, Mapping.of("memory"));
        store.register(OutboundPublish.TYPE, Mapping.of("memory"));
        publications = new Publications(
                new ModuleContext(store, world, world, world, Clock.systemUTC(), random),
                new PacedGateway(network),
                new ContentFiles(),
                StateKeeper.none(),
                status -> {});
        store.observe(Auth.TYPE, changes -> publications.authsChanged());
        store.observe(OutboundPublish.TYPE, publications::objectsChanged);
        publications.register(EventPublisherHandler.of("presence", this::startPublishing));
        store.create(Auth.TYPE, auth("secret"));
    }

    private static Auth auth(String password) {
        return new Auth("who", "desk", password, Map.of(), "", List.of(DigestAlgorithm.values()));
    }

    private Runnable startPublishing(PublishClient client) {
        clients.put(client.id(), client);
        wanted.forEach((name, text) -> {
            if (objectOf(name).equals(client.id())) {
                publish(name);
            }
        });
        return () -> clients.remove(client.id(), client);
    }

    private static String objectOf(String name) {
        return name.split("/")[0];
    }

    private static String userOf(String name) {
        return name.contains("/") ? name.split("/")[1] : "";
    }

    /**
     * Runs it.
     *
     * @return what was not as it must be; empty if all was
     */
    List<String> run() {
        for (int i = 0; i < 1 + random.nextInt(OBJECTS); i++) {
            reconfigure(name(i));
        }
        int steps = 20 + random.nextInt(60);
        for (int i = 0; i < steps && network.violations().isEmpty(); i++) {
            act();
            world.run(Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 60_000 : 4_000)));
        }
        getWell();
        world.run(QUIET);
        List<String> wrong = new ArrayList<>();
        compare("after quiet", documents(wanted.values()), wrong);
        long unanswered = results.stream().filter(result -> !result.isDone()).count();
        if (unanswered > 0) {
            wrong.add(unanswered + " callers have not been told how their calls ended");
        }
        note("everything is removed in the rain");
        network.weather(0.5, 0.2, 200);
        store.retrieveAll(OutboundPublish.TYPE).forEach(one -> store.delete(OutboundPublish.TYPE, one.id()));
        world.run(LAST_REMOVALS);
        compare("after everything was removed", Map.of(), wrong);
        wrong.addAll(network.violations());
        return wrong;
    }

    private void getWell() {
        note("everything gets well");
        network.weather(0, 0, 5);
        servers.values().forEach(server -> {
            server.mood(SimulatedServer.Mood.WELL, null);
            server.guard(false);
        });
    }

    private static Map<String, Long> documents(java.util.Collection<String> texts) {
        return new TreeMap<>(texts.stream().collect(Collectors.groupingBy(text -> text, Collectors.counting())));
    }

    private void compare(String when, Map<String, Long> expected, List<String> wrong) {
        List<String> there = new ArrayList<>();
        servers.values()
                .forEach(server -> server.documents()
                        .forEach(body -> there.add(new String(body.bytes(), java.nio.charset.StandardCharsets.UTF_8))));
        if (!expected.equals(documents(there))) {
            wrong.add(when + " the servers hold " + documents(there) + " and should hold " + expected);
        }
    }

    private void act() {
        int dice = random.nextInt(100);
        String name = name(random.nextInt(OBJECTS));
        if (dice < 45) {
            changeContent(name);
        } else if (dice < 60) {
            reconfigure(name);
        } else if (dice < 64) {
            note("delete " + name);
            store.delete(OutboundPublish.TYPE, name);
            wanted.keySet().removeIf(key -> objectOf(key).equals(name));
        } else if (dice < 66) {
            note("another password");
            store.update(Auth.TYPE, auth("secret" + random.nextInt(3)));
        } else if (dice < 90) {
            changeServer();
        } else if (dice < 99) {
            double loss = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.6;
            int slowest = random.nextInt(4) == 0 ? 20_000 : 200;
            note("loss " + loss + ", delays up to " + slowest);
            network.weather(loss, random.nextDouble() * 0.5, slowest);
        } else {
            Duration time = Duration.ofSeconds(random.nextInt(2000));
            note("suspended for " + time);
            world.suspend(time);
        }
    }

    private static String name(int i) {
        return "object" + i;
    }

    private void note(String what) {
        history.add(world.elapsed() / 1_000_000 + " ms: " + what);
    }

    private void changeContent(String id) {
        OutboundPublish object = store.retrieve(OutboundPublish.TYPE, id).orElse(null);
        if (object == null) {
            return;
        }
        String name = object.multiUser() ? id + "/" + USERS[random.nextInt(USERS.length)] : id;
        if (random.nextInt(5) == 0) {
            note("nothing for " + name);
            wanted.remove(name);
            PublishClient client = clientOf(name);
            if (client != null) {
                keep(client.remove());
            }
        } else {
            wanted.put(name, name + " version " + ++versions);
            note("publish " + wanted.get(name));
            publish(name);
        }
    }

    private PublishClient clientOf(String name) {
        PublishClient client = clients.get(objectOf(name));
        return client == null || userOf(name).isEmpty() ? client : client.user(userOf(name));
    }

    private void publish(String name) {
        PublishClient client = clientOf(name);
        if (client != null) {
            keep(client.publish(PublicationBody.of("text/plain", Objects.requireNonNull(wanted.get(name)))));
        }
    }

    private void keep(CompletionStage<PublishResult> result) {
        results.add(result.toCompletableFuture());
    }

    private void reconfigure(String id) {
        OutboundPublish before = store.retrieve(OutboundPublish.TYPE, id).orElse(null);
        boolean multiUser = before != null ? before.multiUser() : random.nextInt(3) == 0;
        // Sometimes two objects share a Request-URI.
        String user = random.nextInt(4) == 0 ? "shared" : id;
        SipUri server = before != null && random.nextBoolean()
                ? before.serverUri()
                : uri("sip:" + user + "@" + HOSTS[random.nextInt(HOSTS.length)]);
        OutboundPublish next = new OutboundPublish(
                id,
                server,
                random.nextInt(4) == 0 ? uri("sip:from" + random.nextInt(2) + "@pbx") : null,
                null,
                "presence",
                30 + random.nextInt(600),
                random.nextInt(3) == 0 ? List.of() : List.of("who"),
                null,
                random.nextInt(6),
                null,
                multiUser,
                Map.of(),
                null);
        note((before == null ? "create " : "update ") + next);
        if (before == null) {
            store.create(OutboundPublish.TYPE, next);
        } else {
            store.update(OutboundPublish.TYPE, next);
        }
    }

    private void changeServer() {
        SimulatedServer server = servers.get(HOSTS[random.nextInt(HOSTS.length)]);
        switch (random.nextInt(6)) {
            case 0 -> {
                note(server.host() + " restarts");
                server.restart();
            }
            case 1 -> server.renewNonce();
            case 2 -> {
                boolean guarded = random.nextBoolean();
                note(server.host() + (guarded ? " is guarded" : " is open"));
                server.guard(guarded);
            }
            default -> {
                SimulatedServer.Mood[] moods = SimulatedServer.Mood.values();
                SimulatedServer.Mood mood =
                        random.nextInt(3) == 0 ? SimulatedServer.Mood.WELL : moods[random.nextInt(moods.length)];
                note(server.host() + " is " + mood);
                server.mood(mood, uri("sip:moved@" + HOSTS[random.nextInt(HOSTS.length)]));
            }
        }
    }

    private static SipUri uri(String text) {
        try {
            return SipUri.parse(text);
        } catch (InvalidValueException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    long events() {
        return world.events();
    }

    long requests() {
        return network.requests();
    }

    /** What was done, and the last things that were sent. */
    String story() {
        return String.join("\n", history) + "\n…\n" + String.join("\n", network.trace()) + "\n" + servers.values();
    }
}
