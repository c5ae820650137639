package org.outpub.publish.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.outpub.api.publication.HistoryEntry;
import org.outpub.api.publication.HistoryEntry.What;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.RequestReport.Result;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.delivery.location.Server;

class HistoryTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final Server SERVER = new Server(Protocol.UDP, "192.0.2.1", 5060);
    private static final Server OTHER = new Server(Protocol.TCP, "2001:db8::2", 5070);
    private final History history = new History();

    private void confirmed(long seconds, What what, String tag) {
        history.ended(NOW + 1000 * seconds, what, 1_234_567, Result.CONFIRMED, 200, SERVER, "", tag, Phase.PUBLISHED);
    }

    private void refused(long seconds, int status) {
        refused(seconds, status, SERVER);
    }

    private void refused(long seconds, int status, Server by) {
        history.ended(NOW + 1000 * seconds, What.MODIFY, 5_000_000, Result.REFUSED, status, by, "", "", Phase.RETRYING);
    }

    private void silent(long seconds, String failure) {
        history.ended(
                NOW + 1000 * seconds,
                What.REFRESH,
                32_000_000_000L,
                Result.TIMED_OUT,
                0,
                null,
                failure,
                "",
                Phase.RETRYING);
    }

    @Test
    void anEntryTellsAllThatWasPutIn() {
        confirmed(3, What.INITIAL, "tag-1");
        assertEquals(
                List.of(new HistoryEntry(
                        Instant.ofEpochMilli(NOW + 3000),
                        What.INITIAL,
                        Optional.of(Result.CONFIRMED),
                        200,
                        Optional.of("udp:192.0.2.1:5060"),
                        "",
                        "tag-1",
                        Duration.ofNanos(1_200_000),
                        Phase.PUBLISHED,
                        1)),
                history.entries());
    }

    @Test
    void everyKindOfEntryComesOutAsItWentIn() {
        for (What what : What.values()) {
            for (Result result : Result.values()) {
                for (Phase phase : Phase.values()) {
                    History one = new History();
                    one.ended(NOW, what, 0, result, 699, SERVER, "", "", phase);
                    HistoryEntry entry = one.entries().get(0);
                    assertEquals(
                            List.of(what, result, phase),
                            List.of(entry.what(), entry.result().orElseThrow(), entry.phase()));
                    assertEquals(699, entry.status());
                }
            }
        }
    }

    @Test
    void theSameSeveralTimesInARowIsOneEntryWithItsLastTimeAndTag() {
        confirmed(0, What.INITIAL, "a");
        for (int i = 1; i <= 100_000; i++) {
            confirmed(i, What.REFRESH, "tag" + i);
        }
        List<HistoryEntry> entries = history.entries();
        assertEquals(2, entries.size());
        assertEquals(100_000, entries.get(1).times());
        assertEquals(Instant.ofEpochMilli(NOW + 100_000_000), entries.get(1).at());
        assertEquals("…ag100000", entries.get(1).entityTag());
    }

    @Test
    void failuresWithoutAnAnswerAreTheSameOnlyIfTheirWordsAre() {
        silent(0, "no answer within 32 s");
        silent(1, "no answer within 32 s");
        silent(2, "no route");
        assertEquals(
                List.of("no answer within 32 s", "no route"),
                history.entries().stream().map(HistoryEntry::answer).toList());
        assertEquals(2, history.entries().get(0).times());
    }

    private List<Optional<String>> servers() {
        return history.entries().stream().map(HistoryEntry::server).toList();
    }

    @Test
    void eachAnswerNamesItsServerAndTheSameOfAnotherServerIsAnotherEntry() {
        silent(0, "no route");
        confirmed(1, What.INITIAL, "a");
        history.happened(NOW + 2000, What.PUSHED, Phase.PUBLISHED);
        Optional<String> one = Optional.of(SERVER.toString());
        assertEquals(List.of(Optional.empty(), one, Optional.empty()), servers());
        refused(3, 503);
        refused(4, 503, OTHER);
        refused(5, 503, OTHER);
        refused(6, 503, null);
        for (int i = 0; i < History.MOST; i++) {
            silent(7 + i, "silent " + i);
            if (i == 2) {
                Optional<String> other = Optional.of("tcp:[2001:db8::2]:5070");
                assertEquals(
                        List.of(Optional.empty(), one, Optional.empty(), one, other, Optional.empty()),
                        servers().subList(0, 6));
            }
        }
        refused(90, 503, OTHER);
        assertEquals(Optional.of(OTHER.toString()), servers().get(History.MOST - 1));
        assertEquals(Optional.empty(), servers().get(History.MOST - 2));
    }

    @Test
    void onesThatWentWellPushEachOtherOut() {
        for (int i = 0; i < 50; i++) {
            confirmed(i, i % 2 == 0 ? What.MODIFY : What.REFRESH, "t" + i);
        }
        List<HistoryEntry> entries = history.entries();
        assertEquals(History.QUIET, entries.size());
        assertEquals("t44", entries.get(0).entityTag());
        assertEquals("t49", entries.get(5).entityTag());
    }

    @Test
    void failuresMakeRoomAndPushTheOldestOutWhereThereIsNoMore() {
        for (int i = 0; i < 100; i++) {
            refused(i, 400 + i);
            if (i % 10 == 0) {
                silent(i, "silent " + i);
            }
        }
        List<HistoryEntry> entries = history.entries();
        assertEquals(History.MOST, entries.size());
        assertEquals(499, entries.get(History.MOST - 1).status());
        assertEquals("silent 90", entries.get(History.MOST - 10).answer());
        assertEquals("", entries.get(History.MOST - 11).answer());
        confirmed(101, What.MODIFY, "t");
        assertEquals(History.MOST, history.entries().size());
        assertEquals("t", history.entries().get(History.MOST - 1).entityTag());
    }

    @Test
    void whatLedToRequestsIsToldBetweenThem() {
        refused(0, 403);
        history.happened(NOW + 1000, What.PUSHED, Phase.RETRYING);
        confirmed(1, What.INITIAL, "é\u2026");
        List<HistoryEntry> entries = history.entries();
        assertEquals(Optional.empty(), entries.get(1).result());
        assertEquals("é?", entries.get(2).entityTag());
    }

    @Test
    void aPublicationThatWasNeverInTroubleHasLessThan200BytesOfIt() {
        int header = 16;
        int object = 32;
        int reference = 4;
        assertTrue(reference + object + header + History.QUIET * 3 * Long.BYTES < 200);
    }
}
