package org.outpub.publish.sip.jain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.delivery.SipOutcome.Answered;
import org.outpub.publish.delivery.SipOutcome.TimedOut;
import org.outpub.publish.delivery.location.DnsQuestion.Type;
import org.outpub.publish.delivery.location.DnsRecord.Address;
import org.outpub.publish.delivery.location.DnsRecord.Srv;
import org.outpub.publish.delivery.location.Server;

/** Two compositors behind one name, the first of them the better one. */
class FailoverTest {
    private final GatewayFixture fixture = new GatewayFixture();
    private RawPeer best;
    private RawPeer second;

    @BeforeEach
    void open() throws IOException {
        best = new RawPeer("127.0.0.1");
        second = new RawPeer("127.0.0.1");
        fixture.name(
                "_sip._udp.example.org",
                Type.SRV,
                new Srv(1, 0, best.port(), "h.example.org"),
                new Srv(2, 0, second.port(), "h.example.org"));
        fixture.name("h.example.org", Type.A, new Address("127.0.0.1"));
    }

    @AfterEach
    void close() {
        fixture.close();
        best.close();
        second.close();
    }

    private void send() {
        fixture.send("sip:desk@example.org");
    }

    private Server at(RawPeer peer) {
        return new Server(Protocol.UDP, "127.0.0.1", peer.port());
    }

    private static void answer(RawPeer peer, String status, String... rows) throws IOException {
        peer.reply(RawPeer.answer(peer.receiveText(), status, rows));
    }

    private SipAnswer answer() throws InterruptedException {
        return assertInstanceOf(Answered.class, fixture.outcome()).answer();
    }

    /** Lets the best server be silent until the next one is asked. */
    private void failBest() throws IOException, InterruptedException {
        send();
        best.receive();
        fixture.time.advance(Duration.ofSeconds(32));
        answer(second, "200 OK");
        assertEquals(at(second), fixture.server());
        while (!best.hearsNothing()) {
            // the copies of the request
        }
    }

    @Test
    void theNextServerIsTriedAfterA503AsANewTransaction() throws Exception {
        send();
        String first = best.receiveText();
        best.reply(RawPeer.answer(first, "503 Service Unavailable"));
        String next = second.receiveText();
        assertNotEquals(RawPeer.row(first, "Via"), RawPeer.row(next, "Via"));
        assertEquals(RawPeer.row(first, "CSeq"), RawPeer.row(next, "CSeq"));
        second.reply(RawPeer.answer(next, "200 OK"));
        assertEquals(at(second), fixture.server());
    }

    @Test
    void theNextServerIsTriedAfterSilenceAndTheSilentOneIsAvoidedForAWhile() throws Exception {
        failBest();
        send();
        answer(second, "200 OK");
        assertEquals(at(second), fixture.server());
        assertTrue(best.hearsNothing());
        fixture.time.advance(Duration.ofSeconds(31));
        send();
        answer(best, "200 OK");
        assertEquals(at(best), fixture.server());
    }

    @Test
    void aServerThatWorksOnTheRequestIsNotPassedOver() throws Exception {
        send();
        answer(best, "100 Trying");
        best.reply("garbage");
        org.awaitility.Awaitility.await().until(() -> fixture.gateway.droppedDatagrams() == 1);
        fixture.time.advance(Duration.ofSeconds(32));
        assertInstanceOf(TimedOut.class, fixture.outcome());
        assertTrue(second.hearsNothing());
    }

    @Test
    void whereAllFailTheLastAnswerIsTold() throws Exception {
        send();
        answer(best, "503 First");
        answer(second, "503 Second", "Retry-After: 7");
        SipAnswer last = answer();
        assertEquals("Second", last.reason());
        assertEquals(OptionalLong.of(7), last.retryAfterSeconds());
    }

    @Test
    void anAnswerThatRefusesIsNotAskedForElsewhere() throws Exception {
        send();
        answer(best, "403 Forbidden");
        assertEquals(403, answer().status());
        assertTrue(second.hearsNothing());
    }

    @Test
    void aServerThatWantsToBeLeftAloneIsLeftAloneByAll() throws Exception {
        String alone = "sip:desk@127.0.0.1:" + best.port();
        fixture.send(alone);
        answer(best, "503 Busy", "Retry-After: 60");
        assertEquals(OptionalLong.of(60), answer().retryAfterSeconds());
        fixture.time.advance(Duration.ofSeconds(20));
        fixture.send(alone);
        assertEquals(OptionalLong.of(40), answer().retryAfterSeconds());
        assertTrue(best.hearsNothing());
        send();
        answer(second, "200 OK");
        assertEquals(at(second), fixture.server());
        fixture.time.advance(Duration.ofSeconds(41));
        fixture.send(alone);
        answer(best, "200 OK");
        assertEquals(200, answer().status());
    }

    @Test
    void aPublicationStaysWithItsServerUntilItIsRefreshed() throws Exception {
        failBest();
        fixture.time.advance(Duration.ofMinutes(5));
        fixture.send(fixture.request("sip:desk@example.org", null, "tag", "new state")
                .heldBy(at(second)));
        answer(second, "200 OK");
        assertEquals(at(second), fixture.server());
        fixture.send(fixture.request("sip:desk@example.org", null, "tag", null).heldBy(at(second)));
        answer(best, "412 Conditional Request Failed");
        assertEquals(412, answer().status());
        assertTrue(second.hearsNothing());
    }

    @Test
    void aTransportThatCannotReachAServerLeavesItToTheNext() throws Exception {
        fixture.name(
                "_sip._tcp.example.org",
                Type.SRV,
                new Srv(1, 0, 1, "h.example.org"),
                new Srv(2, 0, 2, "h.example.org"));
        fixture.send("sip:desk@example.org;transport=tcp");
        assertTrue(fixture.reason().contains("refused"));
    }
}
