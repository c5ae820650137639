package org.outpub.publish.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.outpub.publish.config.SipUri;

/** What many suffer alike. */
class FaultsTest {
    private final VirtualLoop loop = new VirtualLoop();
    private final List<String> told = new ArrayList<>();
    private final List<String> woken = new ArrayList<>();
    private final Map<LivePublication, Faults.Fault> struck = new HashMap<>();
    private final Faults faults =
            new Faults(new Timers(loop, thrown -> told.add("threw " + thrown)), outbox(), loop::nanos);

    private Outbox outbox() {
        Outbox outbox = mock(Outbox.class);
        doAnswer(call -> told.add(call.getArgument(0) + " " + call.getArgument(1)))
                .when(outbox)
                .log(any(Level.class), anyString());
        return outbox;
    }

    private LivePublication publication(String name, boolean waitsLong) {
        LivePublication made = mock(LivePublication.class);
        when(made.name()).thenReturn(name);
        when(made.waitsLong()).thenReturn(waitsLong);
        doAnswer(call -> woken.add(name)).when(made).nudge();
        return made;
    }

    private void fail(LivePublication publication, String cause) {
        fail(publication, cause, "one.test");
    }

    private void fail(LivePublication publication, String cause, String server) {
        SipUri uri = new SipUri(false, "", server, 5060, "", "");
        Faults.@Nullable Fault before = struck.get(publication);
        struck.put(
                publication,
                faults.strike(publication, before, uri, cause, publication.name() + ": " + cause + "; later"));
    }

    private void recover(LivePublication publication) {
        faults.recovered(publication, struck.remove(publication), true);
    }

    private List<LivePublication> many(int count, boolean waitsLong) {
        List<LivePublication> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(publication("p" + i, waitsLong));
        }
        return all;
    }

    private void pass(Duration time) {
        loop.advance(time);
    }

    @Test
    void ofWhatFailsOtherwiseNowItIsSaidThatItStillFails() {
        LivePublication one = publication("desk", false);
        fail(one, "423 Interval Too Brief");
        fail(one, "412 Conditional Request Failed");
        pass(Duration.ofMinutes(5));
        assertEquals(
                List.of(
                        "WARNING desk: 423 Interval Too Brief; later",
                        "WARNING desk: 412 Conditional Request Failed; later",
                        "INFO desk: over: 423 Interval Too Brief, but it still fails, in another way"),
                told);
        recover(one);
        pass(Duration.ofMinutes(5));
        assertEquals("INFO desk: over: 412 Conditional Request Failed", told.get(3));
    }

    @Test
    void aFaultOfOneIsToldWhenItBeginsAndWhenItIsOver() {
        LivePublication one = publication("desk", false);
        fail(one, "503 Busy");
        pass(Duration.ofMinutes(5));
        fail(one, "503 Busy");
        assertEquals(List.of("WARNING desk: 503 Busy; later"), told);
        recover(one);
        pass(Duration.ofSeconds(10));
        assertEquals("INFO desk: over: 503 Busy", told.get(1));
        fail(one, "503 Busy");
        assertEquals(3, told.size());
    }

    @Test
    void aFaultOfManyIsOneLineAtItsBeginOneWithTheirNumberOneAnHourAndOneAtItsEnd() {
        List<LivePublication> all = many(5000, false);
        all.forEach(one -> fail(one, "503 Busy " + one.name()));
        pass(Duration.ofSeconds(10));
        assertEquals(
                List.of(
                        "WARNING p0: 503 Busy p0; later",
                        "WARNING one.test:5060: 5000 publications fail: 503 Busy p0 (p0 first, 5 s ago)"),
                told);
        pass(Duration.ofHours(1));
        assertEquals(3, told.size(), told::toString);
        all.forEach(this::recover);
        pass(Duration.ofSeconds(10));
        assertEquals("INFO one.test:5060: over, 5000 publications were struck: 503 Busy p0", told.get(3));
        assertEquals(4, told.size());
    }

    @Test
    void otherServersAndOtherCausesAreOtherFaults() {
        List<LivePublication> all = many(3, false);
        fail(all.get(0), "503 Busy");
        fail(all.get(1), "403 No");
        fail(all.get(2), "503 Busy", "two.test");
        assertEquals(3, told.size());
        fail(all.get(0), "403 No");
        assertEquals(3, told.size());
        pass(Duration.ofSeconds(10));
        assertEquals(
                List.of(
                        "WARNING one.test:5060: 2 publications fail: 403 No (p1 first, 5 s ago)",
                        "INFO p0: over: 503 Busy, but it still fails, in another way"),
                told.subList(3, told.size()).stream()
                        .sorted(java.util.Comparator.reverseOrder())
                        .toList());
    }

    @Test
    void oneThatGetsWellWakesTheOthersThatWaitLong() {
        List<LivePublication> slow = many(3, true);
        LivePublication quick = publication("quick", false);
        slow.forEach(one -> fail(one, "401 No"));
        fail(quick, "401 No");
        pass(Duration.ofSeconds(30));
        assertEquals(List.of(), woken);
        recover(slow.get(1));
        pass(Duration.ofSeconds(3));
        assertEquals(List.of("p0", "p2"), woken);
    }

    @Test
    void whereOneGetsWellAndOthersDoNotTheyAreWokenEverMoreSeldom() {
        List<LivePublication> all = many(2, true);
        all.forEach(one -> fail(one, "403 No"));
        for (int i = 0; i < 3600; i += 5) {
            pass(Duration.ofSeconds(5));
            recover(all.get(0));
            fail(all.get(0), "403 No");
        }
        long times = woken.stream().filter("p1"::equals).count();
        assertEquals(true, times >= 3 && times < 20, () -> "woken " + times + " times in an hour");
    }

    @Test
    void ofManyOneIsTriedEveryMinute() {
        List<LivePublication> all = many(10, true);
        all.forEach(one -> fail(one, "423 Brief"));
        pass(Duration.ofSeconds(59));
        assertEquals(List.of(), woken);
        for (int minute = 0; minute < 10; minute++) {
            int before = woken.size();
            pass(Duration.ofSeconds(60));
            assertEquals(before + 1, woken.size());
            int last = Integer.parseInt(woken.get(before).substring(1));
            fail(all.get(last), "423 Brief");
        }
    }

    @Test
    void twoThatFailAreNotTriedSooner() {
        many(2, true).forEach(one -> fail(one, "403 No"));
        pass(Duration.ofMinutes(29));
        assertEquals(List.of(), woken);
    }

    @Test
    void aPublicationThatIsNoMoreIsNoProofThatAnythingGotWell() {
        List<LivePublication> all = many(3, true);
        all.forEach(one -> fail(one, "403 No"));
        faults.recovered(all.get(0), struck.get(all.get(0)), false);
        pass(Duration.ofSeconds(30));
        assertEquals(List.of(), woken);
    }
}
