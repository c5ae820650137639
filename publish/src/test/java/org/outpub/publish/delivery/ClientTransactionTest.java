package org.outpub.publish.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.outpub.publish.delivery.ClientTransaction.T1;
import static org.outpub.publish.delivery.ClientTransaction.T2;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.publish.delivery.ClientTransaction.Due;

/** RFC 3261 §17.1.2: its timers, also where the clock wraps. */
class ClientTransactionTest {
    private static List<Long> sentAt(ClientTransaction first, long start, boolean heardAtOnce) {
        List<Long> millis = new ArrayList<>(List.of(0L));
        ClientTransaction transaction = heardAtOnce ? first.heard() : first;
        while (true) {
            long now = transaction.dueAt();
            Due due = transaction.due(now);
            if (due == Due.TIME_OUT) {
                assertEquals(TimeUnit.SECONDS.toNanos(32), now - start);
                return millis;
            }
            assertEquals(Due.TRANSMIT, due);
            millis.add(TimeUnit.NANOSECONDS.toMillis(now - start));
            transaction = transaction.transmitted(now);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 5_000_000_000L, Long.MIN_VALUE})
    void elevenCopiesGoOutInThirtyTwoSeconds(long start) {
        assertEquals(
                List.of(0L, 500L, 1500L, 3500L, 7500L, 11_500L, 15_500L, 19_500L, 23_500L, 27_500L, 31_500L),
                sentAt(ClientTransaction.start(false, start), start, false));
    }

    @Test
    void afterAProvisionalAnswerItIsSentEveryFourSeconds() {
        List<Long> sent = sentAt(ClientTransaction.start(false, 0), 0, true);
        assertEquals(List.of(0L, 500L, 4500L, 8500L), sent.subList(0, 4));
    }

    @Test
    void overAReliableTransportItIsSentOnce() {
        assertEquals(List.of(0L), sentAt(ClientTransaction.start(true, 7), 7, false));
    }

    @Test
    void aTimerThatComesEarlyFindsNothingDue() {
        ClientTransaction transaction = ClientTransaction.start(false, 0);
        assertEquals(Due.NOTHING, transaction.due(T1 - 1));
        assertEquals(Due.NOTHING, transaction.transmitted(T1).due(3 * T1 - 1));
        assertEquals(Due.NOTHING, ClientTransaction.start(true, 0).due(8 * T2 - 1));
    }

    @Test
    void aSecondProvisionalAnswerChangesNothing() {
        ClientTransaction heard = ClientTransaction.start(false, 0).heard();
        assertSame(heard, heard.heard());
    }
}
