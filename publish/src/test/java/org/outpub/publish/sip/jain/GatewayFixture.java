package org.outpub.publish.sip.jain;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.delivery.SipOutcome;
import org.outpub.publish.delivery.SipOutcome.Answered;
import org.outpub.publish.delivery.location.DnsAnswer;
import org.outpub.publish.delivery.location.DnsQuestion;
import org.outpub.publish.delivery.location.DnsRecord;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.sip.AgentRequests;
import org.outpub.publish.sip.PublishRequest;

/** A gateway in virtual time with scripted name servers, and what came back. */
final class GatewayFixture implements AutoCloseable {
    final VirtualTime time = new VirtualTime();
    final Map<DnsQuestion, DnsAnswer> names = new HashMap<>();
    final BlockingQueue<SipOutcome> outcomes = new LinkedBlockingQueue<>();
    final JainSipGateway gateway;
    private int cseq;

    GatewayFixture() {
        this(Duration.ZERO);
    }

    GatewayFixture(Duration keepAlive) {
        this(keepAlive, null, null);
    }

    GatewayFixture(Duration keepAlive, @Nullable SSLContext tls, @Nullable HostStack host) {
        gateway = new JainSipGateway(new JainSipGateway.Surroundings(
                time,
                time,
                Clock.fixed(Instant.now(), ZoneOffset.UTC),
                tls,
                host,
                new Random(7),
                task -> new Thread(task).start(),
                question -> CompletableFuture.completedFuture(names.getOrDefault(question, new DnsAnswer.Nothing())),
                new AgentRequests(() -> List.of("dialog", "presence")),
                () -> keepAlive,
                () -> "",
                () -> opened.add("opened")));
        gateway.useTransports(List.of());
    }

    final BlockingQueue<String> opened = new LinkedBlockingQueue<>();

    void name(String name, DnsQuestion.Type type, DnsRecord... records) {
        names.put(new DnsQuestion(name, type), new DnsAnswer.Found(List.of(records)));
    }

    static SipUri uri(String text) {
        try {
            return SipUri.parse(text);
        } catch (InvalidValueException malformed) {
            throw new AssertionError(text, malformed);
        }
    }

    void send(String uri) {
        gateway.send(request(uri, null, null, null), outcomes::add);
    }

    void send(PublishRequest request) {
        gateway.send(request, outcomes::add);
    }

    PublishRequest request(String uri, String transport, String entityTag, String body) {
        return new PublishRequest(
                uri(uri),
                List.of(),
                uri("sip:desk@example.org"),
                "from1",
                uri("sip:desk@example.org"),
                "call-1@here",
                ++cseq,
                "presence",
                3600,
                entityTag,
                body == null ? null : PublicationBody.of("text/plain", body),
                List.of(),
                transport);
    }

    SipOutcome outcome() throws InterruptedException {
        SipOutcome outcome = outcomes.poll(10, TimeUnit.SECONDS);
        assertTrue(outcome != null, "no outcome came");
        return outcome;
    }

    String reason() throws InterruptedException {
        return assertInstanceOf(SipOutcome.Unreachable.class, outcome()).reason();
    }

    /** The entity-tag of the answer that comes next. */
    String entityTag() throws InterruptedException {
        return assertInstanceOf(Answered.class, outcome()).answer().entityTag();
    }

    Server server() throws InterruptedException {
        return assertInstanceOf(Answered.class, outcome()).server();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
