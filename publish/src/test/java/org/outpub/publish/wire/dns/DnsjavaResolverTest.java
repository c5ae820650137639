package org.outpub.publish.wire.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.outpub.publish.delivery.location.DnsAnswer;
import org.outpub.publish.delivery.location.DnsQuestion;
import org.outpub.publish.delivery.location.DnsQuestion.Type;
import org.outpub.publish.delivery.location.DnsRecord;

class DnsjavaResolverTest {
    private ScriptedNameServer names;
    private DnsjavaResolver resolver;

    @BeforeEach
    void open() throws IOException {
        names = new ScriptedNameServer();
        resolver = DnsjavaResolver.of(names.address(), task -> new Thread(task).start());
    }

    @AfterEach
    void close() {
        names.close();
    }

    private DnsAnswer ask(String name, Type type) throws Exception {
        return resolver.ask(new DnsQuestion(name, type)).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void recordsAreReadAsTheyAre() throws Exception {
        names.record("example.org", 60, "NAPTR", "10 20 \"s\" \"SIP+D2T\" \"\" _sip._tcp.example.org.")
                .record("_sip._tcp.example.org", 60, "SRV", "1 2 5070 h.example.org.")
                .record("_sip._udp.example.org", 60, "SRV", "0 0 0 .")
                .record("h.example.org", 60, "A", "192.0.2.1")
                .record("h.example.org", 60, "AAAA", "2001:db8::1");
        assertEquals(
                new DnsAnswer.Found(List.of(new DnsRecord.Naptr(10, 20, "s", "SIP+D2T", "_sip._tcp.example.org"))),
                ask("example.org", Type.NAPTR));
        assertEquals(
                new DnsAnswer.Found(List.of(new DnsRecord.Srv(1, 2, 5070, "h.example.org"))),
                ask("_sip._tcp.example.org", Type.SRV));
        assertEquals(
                new DnsAnswer.Found(List.of(new DnsRecord.Srv(0, 0, 0, ""))), ask("_sip._udp.example.org", Type.SRV));
        assertEquals(new DnsAnswer.Found(List.of(new DnsRecord.Address("192.0.2.1"))), ask("h.example.org", Type.A));
        assertEquals(
                new DnsAnswer.Found(List.of(new DnsRecord.Address("2001:db8:0:0:0:0:0:1"))),
                ask("h.example.org", Type.AAAA));
    }

    @Test
    void anAnswerIsKeptForItsTimeAndNoLonger() throws Exception {
        names.record("long.example.org", 600, "A", "192.0.2.1").record("short.example.org", 1, "A", "192.0.2.1");
        for (int i = 0; i < 5; i++) {
            ask("long.example.org", Type.A);
        }
        assertEquals(List.of("A long.example.org"), names.questions());
        ask("short.example.org", Type.A);
        names.forget("A short.example.org");
        names.record("short.example.org", 1, "A", "192.0.2.2");
        Awaitility.await()
                .until(() -> ask("short.example.org", Type.A)
                        .equals(new DnsAnswer.Found(List.of(new DnsRecord.Address("192.0.2.2")))));
    }

    @Test
    void thatThereIsNothingIsKeptToo() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertEquals(new DnsAnswer.Nothing(), ask("absent.example.org", Type.SRV));
        }
        assertEquals(List.of("SRV absent.example.org"), names.questions());
    }

    @Test
    void aServerThatFailsIsToldAndAskedAgain() throws Exception {
        names.failAt("A h.example.org");
        assertInstanceOf(DnsAnswer.Failed.class, ask("h.example.org", Type.A));
        int asked = names.questions().size();
        assertInstanceOf(DnsAnswer.Failed.class, ask("h.example.org", Type.A));
        assertTrue(names.questions().size() > asked);
    }

    @Test
    void whatIsOfNoUseIsLeftOutAndCounted() throws Exception {
        names.record("_sip._udp.example.org", 60, "SRV", "1 2 5060 \\027[31m.example.org.")
                .record("_sip._udp.example.org", 60, "SRV", "1 2 5060 h.example.org.")
                .record("example.org", 60, "NAPTR", "10 20 \"s\" \"SIP+D2T\" \"\" a\\032b.example.org.");
        names.failAt("A h.example.org");
        assertEquals(
                new DnsAnswer.Found(List.of(new DnsRecord.Srv(1, 2, 5060, "h.example.org"))),
                ask("_sip._udp.example.org", Type.SRV));
        assertEquals(1, resolver.refused());
        assertEquals(new DnsAnswer.Nothing(), ask("example.org", Type.NAPTR));
        assertEquals(2, resolver.refused());
        ask("h.example.org", Type.A);
        assertTrue(resolver.refused() > 2);
    }

    @Test
    void aServerThatIsSilentFailsInTimeAndBlocksNobody() throws Exception {
        names.staySilentAbout("A slow.example.org");
        names.record("quick.example.org", 60, "A", "192.0.2.1");
        CompletableFuture<DnsAnswer> slow =
                resolver.ask(new DnsQuestion("slow.example.org", Type.A)).toCompletableFuture();
        assertInstanceOf(DnsAnswer.Found.class, ask("quick.example.org", Type.A));
        assertTrue(!slow.isDone());
        assertInstanceOf(DnsAnswer.Failed.class, slow.get(30, TimeUnit.SECONDS));
    }

    @Test
    void theHostsFileIsAskedFirst() throws Exception {
        assertEquals(new DnsAnswer.Found(List.of(new DnsRecord.Address("127.0.0.1"))), ask("localhost", Type.A));
        assertEquals(List.of(), names.questions());
    }
}
