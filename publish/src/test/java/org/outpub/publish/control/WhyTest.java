package org.outpub.publish.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.outpub.api.config.Origin;
import org.outpub.api.publication.HistoryEntry;
import org.outpub.api.publication.HistoryEntry.What;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationDetails;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.RequestReport.Result;

class WhyTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final PublicationBody OPEN = PublicationBody.of("text/plain", "open");
    private static final PublicationBody SHUT = PublicationBody.of("text/plain", "closed");
    private static final Map<String, Origin> PLACES = Map.of(
            "", Origin.of("pjsip.conf", 7),
            "server_uri", Origin.of("pjsip.conf", 9),
            "outbound_auth", Origin.of("pjsip.conf", 11));

    private static PublicationStatus status(Phase phase, String tag, Duration next, Instant differs, String reason) {
        return new PublicationStatus(
                "lamps",
                Optional.of("2001"),
                "presence",
                phase,
                NOW,
                Optional.ofNullable(tag),
                Optional.ofNullable(tag).map(there -> NOW.minusSeconds(60)),
                Optional.of("udp:192.0.2.1:5060"),
                Optional.ofNullable(next),
                "",
                Optional.ofNullable(differs),
                reason);
    }

    private static List<String> why(
            PublicationStatus status, PublicationBody wanted, PublicationBody held, int failures, String waitsFor) {
        HistoryEntry last = new HistoryEntry(
                NOW.minusSeconds(300),
                What.MODIFY,
                Optional.of(Result.REFUSED),
                403,
                Optional.of("udp:192.0.2.1:5060"),
                "",
                "",
                Duration.ZERO,
                status.phase(),
                1);
        return Why.sentences(
                new PublicationDetails(
                        status,
                        Optional.ofNullable(wanted),
                        Optional.ofNullable(held),
                        status.entityTag().map(tag -> NOW.plusSeconds(3000)),
                        failures,
                        waitsFor,
                        List.of(last)),
                PLACES,
                NOW);
    }

    @Test
    void ofOneThatIsRefusedItTellsAllAndWhatToChange() {
        PublicationStatus refused = status(
                Phase.RETRYING,
                "t1",
                Duration.ofMinutes(25),
                NOW.minusSeconds(10_000),
                "403 Forbidden: the server does not allow this; check outbound_auth, server_uri and from_uri");
        assertEquals(
                List.of(
                        "The server udp:192.0.2.1:5060 has a document of text/plain (4 bytes) under the entity-tag t1,"
                                + " confirmed 60 s ago, until 2026-01-02T03:54:05Z.",
                        "It should have a document of text/plain (6 bytes).",
                        "This is so since 2026-01-02T00:17:25Z, for 2 h.",
                        "7 requests have failed since, the last 5 min ago: 403 Forbidden: the server does not allow"
                                + " this; check outbound_auth, server_uri and from_uri.",
                        "The next try is in 25 min, or at once when configuration changes; outpub retry lamps/2001"
                                + " tries at once.",
                        "The section is at pjsip.conf:7; outbound_auth is at pjsip.conf:11, server_uri is at"
                                + " pjsip.conf:9, from_uri is not set."),
                why(refused, SHUT, OPEN, 7, "the next try, or at once when configuration changes"));
    }

    @Test
    void ofOneThatIsPublishedItTellsThatAllIsWell() {
        PublicationStatus published = status(Phase.PUBLISHED, "t1", Duration.ofMinutes(45), null, "");
        assertEquals(
                List.of(
                        "The server udp:192.0.2.1:5060 has a document of text/plain (4 bytes) under the entity-tag t1,"
                                + " confirmed 60 s ago, until 2026-01-02T03:54:05Z.",
                        "That is what it should have.",
                        "It is refreshed in 45 min; outpub retry lamps/2001 sends it whole at once."),
                why(published, OPEN, OPEN, 0, "the time to refresh it"));
    }

    @Test
    void ofOneThatHasNothingToPublishItTellsWhatIsMissing() {
        PublicationStatus idle = status(Phase.IDLE, null, null, null, "lamps.xml is not there");
        assertEquals(
                List.of(
                        "The server udp:192.0.2.1:5060 has nothing of it, as far as is known.",
                        "It should have nothing: lamps.xml is not there.",
                        "It waits for a document.",
                        "The section is at pjsip.conf:7."),
                why(idle, null, null, 0, "a document"));
    }

    @Test
    void whatAProcessBeforeLeftIsNotTakenForTheDocument() {
        PublicationStatus due = status(Phase.DUE, "t1", null, NOW.minusSeconds(5), "");
        List<String> why = why(due, OPEN, null, 0, "its turn");
        assertEquals("It should have a document of text/plain (4 bytes).", why.get(1));
        assertEquals("It waits for its turn.", why.get(3));
    }
}
