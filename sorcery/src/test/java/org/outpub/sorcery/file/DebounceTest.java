package org.outpub.sorcery.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.outpub.sorcery.file.Debounce.Decision;

class DebounceTest {
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Decision TELL = new Decision(true, Duration.ZERO);
    private static final Decision REST = new Decision(false, IDLE);
    private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();
    private final Debounce debounce = new Debounce();

    private Decision after(long millis) {
        return after(millis, false);
    }

    private Decision after(long millis, boolean less) {
        now += Duration.ofMillis(millis).toNanos();
        return debounce.decide(less, now, IDLE);
    }

    private void changeAfter(long millis) {
        now += Duration.ofMillis(millis).toNanos();
        debounce.changed(now);
    }

    private static Decision again(long millis) {
        return new Decision(false, Duration.ofMillis(millis));
    }

    @Test
    void nothingIsToldWithoutAChange() {
        assertEquals(REST, after(10));
        assertEquals(REST, after(5000));
    }

    @Test
    void aChangeIsToldOnceItHasRested() {
        changeAfter(0);
        assertEquals(again(150), after(0));
        assertEquals(again(50), after(100));
        assertEquals(TELL, after(50));
        assertEquals(REST, after(1000));
    }

    @Test
    void aWriterInTheMiddleOfAFileIsWaitedFor() {
        changeAfter(0);
        changeAfter(120);
        assertEquals(again(150), after(0));
        changeAfter(120);
        assertEquals(again(150), after(0));
        assertEquals(TELL, after(150));
    }

    @Test
    void aFileThatShrankOrIsGoneIsWaitedForLonger() {
        changeAfter(0);
        assertEquals(again(1000), after(0, true));
        assertEquals(again(500), after(1500, true));
        assertEquals(TELL, after(500, true));
    }

    @Test
    void aFileThatIsAsLongAgainIsWaitedForNoLonger() {
        changeAfter(0);
        assertEquals(again(1000), after(1000, true));
        changeAfter(0);
        assertEquals(again(150), after(0));
        assertEquals(TELL, after(150));
    }

    @Test
    void aFileThatNeverRestsIsToldAfterFiveSeconds() {
        changeAfter(0);
        int changes = 0;
        while (!after(0).tell() && changes < 100) {
            changeAfter(100);
            changes++;
        }
        assertEquals(50, changes);
    }

    @Test
    void whatWasNotAllWellIsToldAgainUntilItIs() {
        changeAfter(0);
        assertEquals(TELL, after(150));
        debounce.told(false, now);
        assertEquals(REST, after(4_999));
        assertEquals(TELL, after(1));
        debounce.told(false, now);
        assertEquals(TELL, after(5_000));
        debounce.told(true, now);
        assertFalse(after(100_000).tell());
    }
}
