package org.outpub.publish.cluster;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.wire.Way;
import org.outpub.publish.wire.Wire;
import org.outpub.publish.wire.Wire.Choice;
import org.outpub.publish.wire.WireRequest;

class FencedWireTest {
    private final AtomicLong now = new AtomicLong();
    private final Fence fence = new Fence(now::get, Duration.ofSeconds(2), Duration.ofMillis(300));
    private final Wire inner = mock(Wire.class);
    private final Way way = mock(Way.class);
    private final Server server = new Server(Protocol.TCP, "192.0.2.1", 5060);
    private final FencedWire wire = new FencedWire(inner, fence);

    /** Over TCP nothing is sent again, so what is not sent must be known at once. */
    @Test
    void withoutALeaseARequestFailsAtOnceAndWithOneItGoesOut() {
        when(inner.choose(any(), any())).thenReturn(new Choice.Through(way));
        WireRequest request = mock(WireRequest.class);
        for (int i = 0; i < 2; i++) {
            Choice.Nowhere none = assertInstanceOf(Choice.Nowhere.class, wire.choose(server, null));
            assertTrue(none.reason().contains("the lease of this node is over"), none.reason());
            fence.renewed(now.get());
            assertInstanceOf(Choice.Through.class, wire.choose(server, null))
                    .way()
                    .send(request);
            verify(way, org.mockito.Mockito.times(i + 1)).send(request);
            now.addAndGet(TimeUnit.SECONDS.toNanos(2));
        }
    }

    @Test
    void nothingIsSentByAWayThatWasChosenBeforeTheLeaseWasOver() {
        when(inner.choose(any(), any())).thenReturn(new Choice.Through(way));
        fence.renewed(now.get());
        Way chosen = assertInstanceOf(Choice.Through.class, wire.choose(server, null))
                .way();
        now.addAndGet(TimeUnit.SECONDS.toNanos(2));
        chosen.send(mock(WireRequest.class));
        verify(way, never()).send(any());
    }
}
