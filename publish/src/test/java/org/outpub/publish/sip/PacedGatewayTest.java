package org.outpub.publish.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.config.Transport;
import org.outpub.publish.delivery.SipOutcome;

class PacedGatewayTest {
    private static final SipOutcome GONE = new SipOutcome.Unreachable("gone");
    private final List<PublishRequest> sent = new ArrayList<>();
    private final List<Consumer<SipOutcome>> outcomes = new ArrayList<>();

    private final PacedGateway gateway = new PacedGateway(new SipGateway() {
        @Override
        public void send(PublishRequest request, Consumer<SipOutcome> outcome) {
            sent.add(request);
            outcomes.add(outcome);
        }

        @Override
        public List<String> useTransports(Collection<Transport> transports) {
            return List.of();
        }

        @Override
        public void close() {}
    });

    private static PublishRequest to(String uri, long cseq, String... routes) {
        try {
            List<SipUri> proxies = new ArrayList<>();
            for (String route : routes) {
                proxies.add(SipUri.parse(route));
            }
            SipUri target = SipUri.parse(uri);
            return new PublishRequest(
                    target, proxies, target, "t", target, "c", cseq, "presence", 1, "e", null, List.of(), null);
        } catch (InvalidValueException wrong) {
            throw new AssertionError(wrong);
        }
    }

    @Test
    void noMoreThanTheBoundAreUnderWayAtAServer() {
        int all = 3 * PacedGateway.MOST_UNDER_WAY;
        for (int i = 0; i < all; i++) {
            gateway.send(to("sip:" + i + "@one", i), outcome -> {});
        }
        assertEquals(PacedGateway.MOST_UNDER_WAY, sent.size());
        assertEquals(all - PacedGateway.MOST_UNDER_WAY, gateway.waiting());
        outcomes.get(7).accept(GONE);
        assertEquals(PacedGateway.MOST_UNDER_WAY + 1, sent.size());
    }

    @Test
    void thoseThatWaitGoInTheirOrder() {
        int all = 2 * PacedGateway.MOST_UNDER_WAY;
        for (int i = 0; i < all; i++) {
            gateway.send(to("sip:" + i + "@one", i), outcome -> {});
        }
        for (int i = 0; i < all; i++) {
            outcomes.get(i).accept(GONE);
            assertEquals(i, sent.get(i).cseq());
        }
        assertEquals(all, sent.size());
        assertEquals(0, gateway.waiting());
    }

    @Test
    void anotherServerIsNotHeldUp() {
        for (int i = 0; i <= PacedGateway.MOST_UNDER_WAY; i++) {
            gateway.send(to("sip:" + i + "@one", i), outcome -> {});
        }
        gateway.send(to("sip:a@two", 1), outcome -> {});
        gateway.send(to("sip:a@one:5070", 2), outcome -> {});
        gateway.send(to("sip:a@one", 3, "sip:proxy;lr"), outcome -> {});
        assertEquals(PacedGateway.MOST_UNDER_WAY + 3, sent.size());
    }

    @Test
    void whatTheOutcomesReceiverThrowsStopsNothing() {
        for (int i = 0; i <= PacedGateway.MOST_UNDER_WAY; i++) {
            gateway.send(to("sip:" + i + "@one", i), outcome -> {
                throw new IllegalStateException("oops");
            });
        }
        try {
            outcomes.get(0).accept(GONE);
        } catch (IllegalStateException passedOn) {
            assertEquals("oops", passedOn.getMessage());
        }
        assertEquals(PacedGateway.MOST_UNDER_WAY + 1, sent.size());
    }

    @Test
    void outcomesThatComeAtOnceNestNoCalls() {
        AtomicInteger ended = new AtomicInteger();
        PacedGateway failing = new PacedGateway(new SipGateway() {
            @Override
            public void send(PublishRequest request, Consumer<SipOutcome> outcome) {
                outcome.accept(GONE);
            }

            @Override
            public List<String> useTransports(Collection<Transport> transports) {
                return List.of();
            }

            @Override
            public void close() {}
        });
        // Each outcome sends the next request, as a publication that is tried again does.
        failing.send(to("sip:a@one", 0), new Consumer<>() {
            @Override
            public void accept(SipOutcome outcome) {
                if (ended.incrementAndGet() < 100_000) {
                    failing.send(to("sip:a@one", ended.get()), this);
                }
            }
        });
        assertEquals(100_000, ended.get());
    }

    @Test
    void manyThreadsLoseNothing() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(20_000);
        var pool = java.util.concurrent.Executors.newFixedThreadPool(4);
        PacedGateway busy = new PacedGateway(new SipGateway() {
            @Override
            public void send(PublishRequest request, Consumer<SipOutcome> outcome) {
                most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                pool.execute(() -> {
                    underWay.decrementAndGet();
                    outcome.accept(GONE);
                });
            }

            @Override
            public List<String> useTransports(Collection<Transport> transports) {
                return List.of();
            }

            @Override
            public void close() {}
        });
        for (int t = 0; t < 4; t++) {
            int thread = t;
            pool.execute(() -> {
                for (int i = 0; i < 5000; i++) {
                    busy.send(to("sip:" + thread + "@one", i), outcome -> {
                        ended.incrementAndGet();
                        done.countDown();
                    });
                }
            });
        }
        assertTrue(done.await(20, TimeUnit.SECONDS), () -> ended + " of 20000 ended");
        pool.shutdown();
        assertTrue(most.get() <= PacedGateway.MOST_UNDER_WAY, () -> most + " were under way");
        assertEquals(0, busy.waiting());
    }
}
