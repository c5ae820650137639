package org.outpub.sorcery.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.outpub.sorcery.file.Debounce.Decision;
import org.outpub.sorcery.file.Stamps.Stamp;

class DebounceTest {
    private static final Path FILE = Path.of("pjsip.conf");
    private static final Duration POLL = Duration.ofSeconds(5);
    private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();
    private final Debounce debounce = new Debounce(size(1), Duration.ofMillis(250), Duration.ofSeconds(5), POLL);

    private static Stamps size(long size) {
        return new Stamps(Map.of(FILE, new Stamp(size, null, null, Map.of())));
    }

    private Decision lookAfter(long millis, Stamps looks) {
        now += Duration.ofMillis(millis).toNanos();
        return debounce.look(looks, now);
    }

    private static Decision again(long millis) {
        return new Decision(false, Duration.ofMillis(millis));
    }

    private static final Decision TELL = new Decision(true, Duration.ZERO);

    @Test
    void nothingIsToldWithoutAChange() {
        assertEquals(new Decision(false, POLL), lookAfter(10, size(1)));
        assertEquals(new Decision(false, POLL), lookAfter(5000, size(1)));
    }

    @Test
    void aChangeIsToldOnceItHasRested() {
        assertEquals(again(250), lookAfter(0, size(2)));
        assertEquals(again(150), lookAfter(100, size(2)));
        assertEquals(TELL, lookAfter(150, size(2)));
        assertEquals(new Decision(false, POLL), lookAfter(1000, size(2)));
    }

    @Test
    void aWriterInTheMiddleOfAFileIsWaitedFor() {
        assertEquals(again(250), lookAfter(0, size(2)));
        assertEquals(again(250), lookAfter(200, size(3)));
        assertEquals(again(250), lookAfter(200, size(4)));
        assertEquals(TELL, lookAfter(250, size(4)));
    }

    @Test
    void aFileThatNeverRestsIsToldAfterFiveSeconds() {
        long size = 2;
        Decision decision = lookAfter(0, size(size));
        int looks = 0;
        while (!decision.tell() && looks < 100) {
            decision = lookAfter(100, size(++size));
            looks++;
        }
        assertEquals(50, looks);
    }

    @Test
    void aChangeThatIsTakenBackIsNotTold() {
        assertEquals(again(250), lookAfter(0, size(2)));
        assertEquals(new Decision(false, POLL), lookAfter(100, size(1)));
    }

    @Test
    void aFileThatIsNewlyWatchedIsToldOnceForItMayHaveChangedSinceItWasRead() {
        Stamps more = new Stamps(Map.of(
                FILE, new Stamp(1, null, null, Map.of()), Path.of("include"), new Stamp(9, null, null, Map.of())));
        assertEquals(again(250), lookAfter(10, more));
        assertEquals(TELL, lookAfter(250, more));
        assertEquals(new Decision(false, POLL), lookAfter(10, more));
    }

    @Test
    void aFileThatIsWatchedNoLongerIsNoChange() {
        assertEquals(new Decision(false, POLL), lookAfter(10, new Stamps(Map.of())));
        assertEquals(new Decision(false, POLL), lookAfter(1000, new Stamps(Map.of())));
    }
}
