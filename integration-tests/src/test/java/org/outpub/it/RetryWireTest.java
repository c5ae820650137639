package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.outpub.api.publication.HistoryEntry;
import org.outpub.api.publication.HistoryEntry.What;
import org.outpub.api.publication.PublicationDetails;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.RequestReport.Result;
import org.outpub.publish.testkit.ReceivedPublish;

/** What somebody sees who asks why, and what happens when he pushes, on the wire. */
class RetryWireTest extends WireTestCase {
    private volatile boolean refusing;

    private PublicationDetails one() throws Exception {
        return outpub.details("a").get(5, TimeUnit.SECONDS).get(0);
    }

    private void pushed(int publications) throws Exception {
        assertEquals(publications, outpub.push("a").get(5, TimeUnit.SECONDS));
    }

    private void script() {
        esc.script(request -> refusing ? reply(403) : reply(200, "SIP-ETag: tag-" + request.cseq(), "Expires: 600"));
    }

    @Test
    void whatWasRefusedIsSentAtOnceAndWaitsAgainIfItStillIs() throws Exception {
        refusing = true;
        script();
        startOne();
        awaitPhase("a", Phase.RETRYING);
        assertEquals(1, one().failures());
        pushed(1);
        assertEquals("open", esc.next("initial").body());
        awaitPhase("a", Phase.RETRYING);
        refusing = false;
        pushed(1);
        esc.next("initial");
        awaitPhase("a", Phase.PUBLISHED);
        assertEquals(
                List.of(What.INITIAL, What.PUSHED, What.INITIAL, What.PUSHED, What.INITIAL),
                one().history().stream().map(HistoryEntry::what).toList());
        config.content("state.txt", "closed");
        assertEquals("closed", esc.next("modify").body());
    }

    @Test
    void whatIsPublishedIsSentWholeUnderItsEntityTagTwice() throws Exception {
        script();
        startOne();
        awaitPhase("a", Phase.PUBLISHED);
        for (int i = 0; i < 2; i++) {
            String tag = one().status().entityTag().orElseThrow();
            pushed(1);
            ReceivedPublish again = esc.next("modify");
            assertEquals("open", again.body());
            assertEquals(tag, again.header("SIP-If-Match"));
            awaitPhase("a", Phase.PUBLISHED);
        }
        PublicationDetails details = one();
        assertEquals(details.wanted(), details.held());
        assertEquals(Optional.empty(), details.status().differs());
        assertEquals(
                Optional.of(Result.CONFIRMED),
                details.history().get(details.history().size() - 1).result());
    }

    @Test
    void allThatFailAreTriedAndTheOthersAreLeftAlone() throws Exception {
        refusing = true;
        script();
        startOne();
        awaitPhase("a", Phase.RETRYING);
        assertEquals(1, outpub.pushAll().get(5, TimeUnit.SECONDS));
        esc.next("initial");
        awaitPhase("a", Phase.RETRYING);
        refusing = false;
        assertEquals(1, outpub.pushAll().get(5, TimeUnit.SECONDS));
        esc.next("initial");
        awaitPhase("a", Phase.PUBLISHED);
        assertEquals(0, outpub.pushAll().get(5, TimeUnit.SECONDS));
    }

    @Test
    void whatIsNotThereCannotBePushed() throws Exception {
        script();
        startOne();
        assertEquals(-1, outpub.push("b").get(5, TimeUnit.SECONDS));
        assertEquals(0, outpub.push("a", "nobody").get(5, TimeUnit.SECONDS));
        assertEquals(List.of(), outpub.details("b").get(5, TimeUnit.SECONDS));
        assertEquals(List.of(), outpub.details("a", "nobody").get(5, TimeUnit.SECONDS));
    }

    @Test
    void aSectionWithNothingToPublishIsListedWithWhy() throws Exception {
        script();
        startOne();
        awaitPhase("a", Phase.PUBLISHED);
        Files.delete(folder.resolve("state.txt"));
        esc.next("remove");
        awaitPhase("a", Phase.IDLE);
        String reason = one().status().reason();
        assertTrue(reason.contains("/state.txt is not there, or not usable"), reason);
    }
}
