package org.outpub.it.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.outpub.it.OutpubProcess;
import org.outpub.sorcery.realtime.PostgresServer;

/**
 * Three daemons of a cluster, to which faults happen at random while the document of all publications changes several times a
 * second. By the server's log, once a new owner has sent for a publication, none of its former owners does: each owner has a
 * Call-ID of its own. After each fault, every publication gets the newest document.
 */
final class ClusterFaults implements AutoCloseable {
    private static final List<String> NODES = List.of("a", "b", "c");
    private static final long LONGEST_SECONDS = 60;
    private static final int CHANGE_MILLIS = 300;
    private final Random random;
    private final Path folder;
    private final int publications;
    private final CopyServer server = new CopyServer();
    private final PostgresServer postgres = PostgresServer.own();
    private final PostgresServer.Database database = postgres.newDatabase();
    private final Map<String, Process> processes = new HashMap<>();
    private final Map<String, HeldConnections> connections = new HashMap<>();
    private final Map<String, Integer> did = new TreeMap<>();
    /** By resource: who sends, and who did. Confined to the server's thread. */
    private final Map<String, String> owners = new HashMap<>();

    private final Map<String, Set<String>> formerOwners = new HashMap<>();
    private final List<String> overlaps = Collections.synchronizedList(new ArrayList<>());
    private volatile int handedOver;
    private int starts;
    private int changes;
    private long slowest;

    ClusterFaults(Path folder, int publications, long seed) throws IOException {
        this.folder = folder;
        this.publications = publications;
        this.random = new Random(seed);
        server.heard(this::heard);
        Files.writeString(folder.resolve("password"), PostgresServer.PASSWORD);
        StringBuilder sections = new StringBuilder();
        for (int i = 0; i < publications; i++) {
            sections.append("[p" + i + "]\ntype=outbound-publish\nserver_uri=sip:p" + i + "@127.0.0.1:" + server.port()
                    + "\nevent=presence\n@content_type=text/plain\n@content_file=state.txt\n");
        }
        Files.writeString(folder.resolve("pjsip.conf"), sections);
        change();
        for (String name : NODES) {
            connections.put(name, new HeldConnections(postgres.port()));
            start(name);
        }
    }

    private void heard(String resource, String callId) {
        String before = owners.put(resource, callId);
        if (before != null && !before.equals(callId)) {
            formerOwners.computeIfAbsent(resource, first -> new HashSet<>()).add(before);
            handedOver++;
        }
        if (formerOwners.getOrDefault(resource, Set.of()).contains(callId)) {
            overlaps.add(resource + ": one that another took over from sends again, after " + did);
        }
    }

    private void start(String name) throws IOException {
        Process process = OutpubProcess.run(
                folder.resolve(name + "." + starts++ + ".log"),
                "run",
                "--config",
                folder.toString(),
                "--cluster",
                "faults",
                "--node",
                name,
                "--database",
                "postgresql://" + PostgresServer.USER + "@127.0.0.1:"
                        + connections.get(name).port() + "/" + database.name(),
                "--database-password-file",
                folder.resolve("password").toString());
        processes.put(name, process);
    }

    /** All at once, as a program that knows how does it. */
    private String change() throws IOException {
        String text = "state " + changes++;
        Path next = Files.writeString(folder.resolve("state.next"), text);
        Files.move(next, folder.resolve("state.txt"), StandardCopyOption.ATOMIC_MOVE);
        return text;
    }

    /** Lets some time pass, in which the document changes. */
    private void live(long millis) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() - end < 0) {
            change();
            TimeUnit.MILLISECONDS.sleep(Math.min(CHANGE_MILLIS, Math.max(1, millis)));
        }
    }

    /**
     * Has faults happen.
     *
     * @return what was done and seen
     */
    String run(int faults) throws IOException, InterruptedException {
        converge();
        for (int i = 0; i < faults; i++) {
            fault();
            converge();
        }
        long copies = server.copies().values().stream().mapToLong(List::size).sum() - publications;
        return faults + " faults " + did + ", " + handedOver + " publications changed hands, " + overlaps.size()
                + " requests of former owners, " + server.requests() + " requests, " + server.conditionsFailed()
                + " times 412, " + copies + " copies left; the slowest to have the newest everywhere again took "
                + slowest / 1_000_000 + " ms";
    }

    private void fault() throws IOException, InterruptedException {
        String name = NODES.get(random.nextInt(NODES.size()));
        live(random.nextInt(1000));
        String what = List.of("kill", "kill", "stop", "stop and kill", "restart the database", "cut", "hold")
                .get(random.nextInt(7));
        did.merge(what, 1, Integer::sum);
        long millis = 2500 + random.nextInt(2500); // longer than a lease
        switch (what) {
            case "kill" -> {
                kill(name);
                live(random.nextInt(4000));
                start(name);
            }
            case "stop" -> {
                signal(name, "STOP");
                live(millis);
                signal(name, "CONT");
            }
            case "stop and kill" -> {
                signal(name, "STOP");
                live(millis);
                kill(name);
                start(name);
            }
            case "restart the database" -> {
                postgres.stop();
                live(random.nextInt(4000));
                postgres.start();
            }
            case "cut" -> {
                for (int i = 0; i < 5; i++) {
                    connections.get(name).cut();
                    live(random.nextInt(300));
                }
            }
            default -> {
                connections.get(name).hold();
                live(millis);
                connections.get(name).goOn();
            }
        }
    }

    private void kill(String name) throws InterruptedException {
        processes.get(name).destroyForcibly().waitFor();
    }

    private void signal(String name, String signal) throws IOException, InterruptedException {
        new ProcessBuilder(
                        "kill", "-" + signal, Long.toString(processes.get(name).pid()))
                .start()
                .waitFor();
    }

    /** Waits until the server has the newest document of all. */
    private void converge() throws IOException, InterruptedException {
        String newest = change();
        long begun = System.nanoTime();
        while (having(newest) < publications) {
            if (!overlaps.isEmpty() || System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(LONGEST_SECONDS)) {
                throw new AssertionError(
                        "after " + did + ": " + having(newest) + " of " + publications + " have the newest document; "
                                + overlaps.stream().limit(5).toList() + logs());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        slowest = Math.max(slowest, System.nanoTime() - begun);
        if (!overlaps.isEmpty()) {
            throw new AssertionError(overlaps.size() + " overlaps: " + overlaps.get(0) + logs());
        }
    }

    private long having(String text) {
        return server.copies().values().stream()
                .filter(copies -> copies.stream().anyMatch(copy -> copy.body().equals(text)))
                .count();
    }

    private String logs() throws IOException {
        StringBuilder all = new StringBuilder();
        for (int i = Math.max(0, starts - 4); i < starts; i++) {
            for (String name : NODES) {
                Path log = folder.resolve(name + "." + i + ".log");
                if (Files.exists(log)) {
                    List<String> lines = Files.readAllLines(log);
                    all.append('\n').append(log.getFileName()).append(":\n");
                    lines.stream()
                            .skip(Math.max(0, lines.size() - 12))
                            .forEach(line -> all.append(line).append('\n'));
                }
            }
        }
        return all.toString();
    }

    @Override
    public void close() throws IOException {
        processes.values().forEach(Process::destroyForcibly);
        for (HeldConnections held : connections.values()) {
            held.close();
        }
        server.close();
        postgres.close();
    }
}
