package org.outpub.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.publish.Outpub;
import org.outpub.publish.testkit.ReceivedPublish;
import org.outpub.publish.testkit.ScriptedCompositor;

/** A domain with two compositors, found by what its name server says. */
class LocationTest {
    @TempDir
    Path folder;

    @Test
    void theNextServerTakesOverWhenTheBestRefusesAndItKeepsWhatItHas() throws Exception {
        try (ScriptedZone names = new ScriptedZone();
                ScriptedCompositor best = new ScriptedCompositor();
                ScriptedCompositor second = new ScriptedCompositor()) {
            names.put(
                    "SRV _sip._udp.example.org",
                    "1 0 " + best.port() + " a.example.org.",
                    "2 0 " + second.port() + " a.example.org.");
            names.put("A a.example.org", "127.0.0.1");
            best.script(request -> ScriptedCompositor.Reply.of(503, "Service Unavailable"));
            ConfigFolder config = new ConfigFolder(folder);
            config.content("state.txt", "open");
            config.publication("desk", "sip:desk@example.org").write();
            Outpub outpub = Outpub.builder()
                    .configuration(folder)
                    .nameServer(names.address())
                    .build();
            try {
                outpub.load();
                best.next("initial");
                ReceivedPublish published = second.next("initial");
                assertTrue(published.has("Event"));
                best.script(best::grant);
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> outpub.statuses().get().get(0).entityTag().isPresent());
                config.content("state.txt", "closed");
                second.next("modify");
            } finally {
                outpub.unload(Duration.ofSeconds(5));
            }
            second.next("remove");
            assertEquals(java.util.List.of(), second.violations());
        }
    }
}
