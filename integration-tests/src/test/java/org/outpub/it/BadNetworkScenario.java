package org.outpub.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.publish.Outpub;
import org.outpub.publish.testkit.ScriptedCompositor;

/**
 * What {@link BadNetworkTest} runs in a network of its own: an agent among servers that are well, behind a network that
 * loses a third, and behind an address that swallows everything. Ends with 0 if all is as it must be.
 */
final class BadNetworkScenario {
    private static final int PUBLICATIONS = 10;
    private static final double LOSS = 0.3;

    private BadNetworkScenario() {}

    /** First argument: an address that swallows everything. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("outpub-bad-network");
        try (ScriptedCompositor well = new ScriptedCompositor();
                ScriptedCompositor far = new ScriptedCompositor().repeating();
                LossyRelay relay = new LossyRelay(far.port(), LOSS, 7);
                ScriptedZone names = new ScriptedZone()) {
            run(folder, arguments[0], well, far, relay, names);
        } finally {
            try (var files = Files.walk(folder)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
        System.exit(0);
    }

    private static void run(
            Path folder,
            String hole,
            ScriptedCompositor well,
            ScriptedCompositor far,
            LossyRelay relay,
            ScriptedZone names)
            throws Exception {
        names.put(
                "SRV _sip._udp.example.org", "1 0 5060 hole.example.org.", "2 0 " + well.port() + " well.example.org.");
        names.put("A hole.example.org", hole);
        names.put("A well.example.org", "127.0.0.1");
        ConfigFolder config = new ConfigFolder(folder);
        config.content("state.txt", "open");
        config.publication("near", well.uri("near"));
        config.publication("moved", "sip:moved@example.org");
        config.publication("udp", "sip:udp@" + hole);
        config.publication("tcp", "sip:tcp@" + hole + "\\;transport=tcp");
        for (int i = 0; i < PUBLICATIONS; i++) {
            config.publication("far" + i, "sip:far" + i + "@127.0.0.1:" + relay.port());
        }
        config.write();
        Map<String, String> farDocuments = new ConcurrentHashMap<>();
        far.script(request -> {
            if (!request.body().isEmpty()) {
                farDocuments.put(request.requestUri(), request.body());
            }
            return far.grant(request);
        });
        Outpub outpub = Outpub.builder()
                .configuration(folder)
                .nameServer(names.address())
                .build();
        outpub.load();
        await("the near one is published at once", 10, () -> published(outpub, "near"));
        await("those behind the losses are", 60, () -> allFar(outpub));
        config.content("state.txt", "closed");
        await(
                "the near one goes on",
                3,
                () -> well.drain().stream()
                        .anyMatch(request -> request.requestUri().contains("near")
                                && request.body().equals("closed")));
        await(
                "the losses lose no state",
                90,
                () -> farDocuments.size() == PUBLICATIONS
                        && farDocuments.values().stream().allMatch("closed"::equals));
        await("the other server has taken over", 60, () -> published(outpub, "moved"));
        require("the hole is told of", statusOf(outpub, "udp").last().contains("no final answer"));
        require("nothing was lost", relay.lost() > PUBLICATIONS / 2);
        require("the rules were kept: " + well.violations(), well.violations().isEmpty());
        outpub.unload(Duration.ofSeconds(1));
    }

    private static boolean allFar(Outpub outpub) {
        return outpub.statuses().join().stream()
                .filter(status -> status.id().startsWith("far"))
                .allMatch(status -> status.phase() == PublicationStatus.Phase.PUBLISHED);
    }

    private static boolean published(Outpub outpub, String id) {
        return statusOf(outpub, id).phase() == PublicationStatus.Phase.PUBLISHED;
    }

    private static PublicationStatus statusOf(Outpub outpub, String id) {
        return outpub.statuses().join().stream()
                .filter(status -> status.id().equals(id))
                .collect(Collectors.toList())
                .get(0);
    }

    private static void await(String what, int seconds, BooleanSupplier condition) {
        org.awaitility.Awaitility.await(what)
                .ignoreExceptions()
                .atMost(Duration.ofSeconds(seconds))
                .until(condition::getAsBoolean);
    }

    private static void require(String what, boolean holds) {
        if (!holds) {
            throw new AssertionError(what + ": it is not so");
        }
    }
}
