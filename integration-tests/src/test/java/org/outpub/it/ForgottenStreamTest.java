package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.outpub.api.publication.EventPublisherHandler;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishClient;

/** A server that forgot what it was told change by change, and a handler that is to tell it again. */
class ForgottenStreamTest extends WireTestCase {
    @Test
    void aHandlerThatFailsToPublishAgainIsBegunAnew() throws Exception {
        config.section("s", "type=outbound-publish", "server_uri=" + esc.uri("s"), "event=lamps", "expiration=2");
        start();
        AtomicBoolean forgets = new AtomicBoolean();
        esc.script(
                request -> request.has("SIP-If-Match") && forgets.getAndSet(false) ? reply(412) : esc.grant(request));
        AtomicInteger begun = new AtomicInteger();
        outpub.register(new EventPublisherHandler() {
            @Override
            public String event() {
                return "lamps";
            }

            @Override
            public Runnable startPublishing(PublishClient client) {
                client.publish(PublicationBody.ofChange("text/plain", "all, time " + begun.incrementAndGet()));
                return () -> {};
            }

            @Override
            public void lost(PublishClient client, Optional<String> user) {
                throw new IllegalStateException("on purpose");
            }
        });
        assertEquals("all, time 1", esc.next("initial").body());
        for (int time = 2; time < 4; time++) {
            forgets.set(true);
            esc.next("refresh");
            assertEquals("all, time " + time, esc.next("initial").body());
        }
    }
}
