package org.outpub.publish.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private final VirtualLoop loop = new VirtualLoop();
    private final List<String> told = new ArrayList<>();
    private final Gathering lines =
            new Gathering(new Timers(loop, thrown -> told.add("threw " + thrown)), outbox(), loop::nanos);

    private Outbox outbox() {
        Outbox outbox = mock(Outbox.class);
        doAnswer(call -> told.add(call.getArgument(0) + " " + call.getArgument(1)))
                .when(outbox)
                .log(any(Level.class), anyString());
        doAnswer(call -> told.add(call.getArgument(0) + " " + call.getArgument(1) + " because of "
                        + call.<Throwable>getArgument(2).getMessage()))
                .when(outbox)
                .log(any(Level.class), anyString(), any(Throwable.class));
        return outbox;
    }

    @Test
    void whatManyTellAlikeIsOneLineWithTheirNumber() {
        for (int i = 0; i < 1000; i++) {
            lines.tell(Level.INFO, "p" + i, "nothing to publish yet", null);
        }
        assertEquals(List.of(), told);
        loop.advance(Duration.ofSeconds(1));
        assertEquals(List.of("INFO p0 and 999 more: nothing to publish yet"), told);
        lines.tell(Level.INFO, "p7", "nothing to publish yet", null);
        loop.advance(Duration.ofSeconds(1));
        assertEquals("INFO p7: nothing to publish yet", told.get(1));
    }

    @Test
    void ofSeveralThatThrewTheFirstIsToldWithWhatItThrew() {
        lines.tell(Level.WARNING, "a", "the handler failed", new IllegalStateException("one"));
        lines.tell(Level.WARNING, "b", "the handler failed", new IllegalStateException("other"));
        loop.advance(Duration.ofSeconds(1));
        assertEquals(List.of("WARNING a and 1 more: the handler failed because of one"), told);
    }
}
