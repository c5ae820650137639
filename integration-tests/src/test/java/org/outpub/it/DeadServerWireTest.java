package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.publish.testkit.ReceivedPublish;

/** Servers whose machine is up but who are not there (RFC 3261 §17.1.4, §18.4). */
class DeadServerWireTest extends WireTestCase {
    @Test
    void aServerThatTakesNoDatagramsIsNoticedWithinASecond() throws Exception {
        config.publication("a", esc.uri("a"));
        esc.close();
        long begun = System.nanoTime();
        start();
        awaitPhase("a", Phase.RETRYING);
        Duration noticed = Duration.ofNanos(System.nanoTime() - begun);
        assertTrue(
                status("a").last().contains("nobody takes datagrams there"),
                status("a").last());
        // One second, and what a busy machine may take to start.
        assertTrue(noticed.toSeconds() < 4, noticed::toString);
    }

    @Test
    void aServerThatIsOnlySlowIsWaitedFor() throws Exception {
        esc.script(request -> null);
        ReceivedPublish request = startOne();
        assertEquals(List.of(), esc.within(Duration.ofMillis(1200)));
        assertEquals(Phase.SENDING, status("a").phase());
        esc.answer(request, esc.grant(request));
        awaitPhase("a", Phase.PUBLISHED);
    }
}
