package org.outpub.publish.delivery.location;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.delivery.location.DnsQuestion.Type;
import org.outpub.publish.delivery.location.DnsRecord.Address;
import org.outpub.publish.delivery.location.DnsRecord.Naptr;
import org.outpub.publish.delivery.location.DnsRecord.Srv;
import org.outpub.publish.delivery.location.ServerSelection.Step;

class ServerSelectionTest {
    private static final List<Protocol> ALL = List.of(Protocol.UDP, Protocol.TCP, Protocol.TLS);
    private final Map<DnsQuestion, DnsAnswer> zone = new HashMap<>();
    private final Set<String> asked = new TreeSet<>();
    private RandomGenerator random = new Random(1);

    private static LocationTarget target(String host, int port, Protocol protocol, boolean secure, Protocol... spoken) {
        return new LocationTarget(host, port, protocol, secure, spoken.length == 0 ? ALL : List.of(spoken));
    }

    private void record(String name, Type type, DnsRecord... records) {
        zone.put(new DnsQuestion(name, type), new DnsAnswer.Found(List.of(records)));
    }

    private Step run(LocationTarget target) {
        Map<DnsQuestion, DnsAnswer> answers = new HashMap<>();
        for (int round = 0; round < 5; round++) {
            Step step = ServerSelection.next(target, answers, random);
            if (!(step instanceof Step.Ask ask)) {
                return step;
            }
            for (DnsQuestion question : ask.questions()) {
                asked.add(question.toString());
                answers.put(question, zone.getOrDefault(question, new DnsAnswer.Nothing()));
            }
        }
        throw new AssertionError("it never ends");
    }

    private List<String> servers(LocationTarget target) {
        return assertInstanceOf(Step.Located.class, run(target)).hops().stream()
                .map(hop -> hop.rank() + " " + hop.server())
                .toList();
    }

    @Test
    void aServicesHostWithSeveralAddressesIsTriedAtEach() {
        record(
                "_sip._udp.example.org",
                Type.SRV,
                new Srv(1, 0, 5070, "a.example.org"),
                new Srv(2, 0, 5070, "b.example.org"));
        record("a.example.org", Type.A, new Address("192.0.2.1"), new Address("192.0.2.2"));
        record("a.example.org", Type.AAAA, new Address("2001:db8::1"));
        record("b.example.org", Type.A, new Address("192.0.2.3"));
        assertEquals(
                List.of(
                        "0 udp:192.0.2.1:5070",
                        "0 udp:192.0.2.2:5070",
                        "0 udp:[2001:db8::1]:5070",
                        "1 udp:192.0.2.3:5070"),
                servers(target("example.org", 0, Protocol.UDP, false)));
    }

    /** A name server that lies may name thousands; the preferred ones are looked up, and lead somewhere. */
    @Test
    void ofThousandsOfHostsThePreferredFewAreLookedUp() {
        Srv[] many = new Srv[2100];
        for (int i = 0; i < many.length; i++) {
            many[i] = new Srv(i / 10, i % 10, 5060, "h" + i + ".example.org");
            record("h" + i + ".example.org", Type.A, new Address("192.0.2." + i % 250));
        }
        Naptr[] services = new Naptr[500];
        for (int i = 0; i < services.length; i++) {
            services[i] = new Naptr(i, i, "s", "SIP+D2U", "_sip._udp" + i + ".example.org");
            record("_sip._udp" + i + ".example.org", Type.SRV, many);
        }
        record("example.org", Type.NAPTR, services);
        List<String> servers = servers(target("example.org", 0, null, false));
        assertEquals(16, servers.size());
        assertEquals(1 + 8 + 2 * 16, asked.size());
        assertTrue(asked.stream().noneMatch(question -> question.contains("h20")), asked::toString);
    }

    private static Stream<Arguments> numeric() {
        return Stream.of(
                Arguments.of(target("192.0.2.1", 0, null, false), "udp:192.0.2.1:5060"),
                Arguments.of(target("192.0.2.1", 5070, null, false), "udp:192.0.2.1:5070"),
                Arguments.of(target("192.0.2.1", 0, Protocol.TCP, false), "tcp:192.0.2.1:5060"),
                Arguments.of(target("192.0.2.1", 0, Protocol.TLS, false), "tls:192.0.2.1:5061"),
                Arguments.of(target("2001:db8::1", 0, null, true), "tls:[2001:db8::1]:5061"),
                Arguments.of(target("192.0.2.1", 0, null, false, Protocol.TCP), "tcp:192.0.2.1:5060"));
    }

    @ParameterizedTest
    @MethodSource
    void numeric(LocationTarget target, String server) {
        assertEquals(List.of("0 " + server), servers(target));
        assertEquals(Set.of(), asked);
    }

    @Test
    void withAPortOnlyAddressesAreAsked() {
        record("h.example.org", Type.A, new Address("192.0.2.1"), new Address("192.0.2.2"));
        record("h.example.org", Type.AAAA, new Address("2001:db8::1"));
        assertEquals(
                List.of("0 udp:192.0.2.1:5070", "0 udp:192.0.2.2:5070", "0 udp:[2001:db8::1]:5070"),
                servers(target("h.example.org", 5070, null, false)));
        assertEquals(Set.of("A of h.example.org", "AAAA of h.example.org"), asked);
    }

    @Test
    void withATransportItsServiceIsAskedAndNoOther() {
        record("_sips._tcp.example.org", Type.SRV, new Srv(0, 0, 5062, "h.example.org"));
        record("h.example.org", Type.A, new Address("192.0.2.1"));
        assertEquals(List.of("0 tls:192.0.2.1:5062"), servers(target("example.org", 0, Protocol.TLS, false)));
        assertEquals(Set.of("SRV of _sips._tcp.example.org", "A of h.example.org", "AAAA of h.example.org"), asked);
    }

    /** The records of RFC 3263 §4.1. */
    private void recordsOfTheRfc() {
        record(
                "example.com",
                Type.NAPTR,
                new Naptr(100, 50, "s", "SIP+D2U", "_sip._udp.example.com"),
                new Naptr(90, 50, "s", "SIP+D2T", "_sip._tcp.example.com"),
                new Naptr(50, 50, "s", "SIPS+D2T", "_sips._tcp.example.com"));
        record("_sip._udp.example.com", Type.SRV, new Srv(0, 1, 5060, "u.example.com"));
        record(
                "_sip._tcp.example.com",
                Type.SRV,
                new Srv(0, 1, 5060, "t.example.com"),
                new Srv(1, 1, 5060, "u.example.com"));
        record("_sips._tcp.example.com", Type.SRV, new Srv(0, 1, 5061, "s.example.com"));
        record("u.example.com", Type.A, new Address("192.0.2.1"));
        record("t.example.com", Type.A, new Address("192.0.2.2"));
        record("s.example.com", Type.A, new Address("192.0.2.3"));
    }

    @Test
    void naptrRecordsOrderTheServicesThatAreSpoken() {
        recordsOfTheRfc();
        assertEquals(
                List.of("0 tls:192.0.2.3:5061", "1 tcp:192.0.2.2:5060", "2 tcp:192.0.2.1:5060", "3 udp:192.0.2.1:5060"),
                servers(target("example.com", 0, null, false)));
        assertEquals(List.of("0 udp:192.0.2.1:5060"), servers(target("example.com", 0, null, false, Protocol.UDP)));
    }

    @Test
    void aSipsUriTakesOnlySecureServices() {
        recordsOfTheRfc();
        assertEquals(List.of("0 tls:192.0.2.3:5061"), servers(target("example.com", 0, null, true)));
        assertTrue(asked.stream().noneMatch(question -> question.contains("_sip.")), asked.toString());
    }

    @Test
    void servicesThatAreNotSipAreLeftOut() {
        record(
                "example.org",
                Type.NAPTR,
                new Naptr(1, 1, "u", "E2U+sip", ""),
                new Naptr(2, 1, "s", "SIP+D2S", "_sip._sctp.example.org"),
                new Naptr(3, 1, "S", "sip+d2u", "_sip._udp.example.org"));
        record("_sip._udp.example.org", Type.SRV, new Srv(0, 1, 5060, "h.example.org"));
        record("h.example.org", Type.A, new Address("192.0.2.1"));
        assertEquals(List.of("0 udp:192.0.2.1:5060"), servers(target("example.org", 0, null, false)));
    }

    @Test
    void withoutNaptrRecordsAllServicesAreAskedAndOursComeFirst() {
        record("_sip._tcp.example.org", Type.SRV, new Srv(9, 1, 5060, "h.example.org"));
        record("_sip._udp.example.org", Type.SRV, new Srv(1, 1, 5060, "h.example.org"));
        record("h.example.org", Type.A, new Address("192.0.2.1"));
        assertEquals(
                List.of("0 tcp:192.0.2.1:5060", "1 udp:192.0.2.1:5060"),
                servers(target("example.org", 0, null, false, Protocol.TCP, Protocol.UDP)));
    }

    @Test
    void withoutAnyServiceTheNamesOwnAddressesServe() {
        record("example.org", Type.A, new Address("192.0.2.1"));
        assertEquals(List.of("0 udp:192.0.2.1:5060"), servers(target("example.org", 0, null, false)));
        assertEquals(List.of("0 tls:192.0.2.1:5061"), servers(target("example.org", 0, null, true)));
    }

    @Test
    void prioritiesComeInOrderAndWeightsGiveShares() {
        record(
                "_sip._udp.example.org",
                Type.SRV,
                new Srv(20, 0, 5060, "c.example.org"),
                new Srv(10, 3, 5060, "b.example.org"),
                new Srv(10, 1, 5060, "a.example.org"));
        record("a.example.org", Type.A, new Address("192.0.2.1"));
        record("b.example.org", Type.A, new Address("192.0.2.2"));
        record("c.example.org", Type.A, new Address("192.0.2.3"));
        long seed = 99;
        random = new Random(seed);
        int ofB = 0;
        for (int i = 0; i < 4000; i++) {
            List<String> servers = servers(target("example.org", 0, Protocol.UDP, false));
            assertEquals("1 udp:192.0.2.3:5060", servers.get(2));
            assertTrue(servers.get(0).startsWith("0 ") && servers.get(1).startsWith("0 "));
            ofB += servers.get(0).equals("0 udp:192.0.2.2:5060") ? 1 : 0;
        }
        // RFC 2782 draws from 0 to the sum, both included: 3 of 5 here.
        assertEquals(4000 * 3 / 5.0, ofB, 150, "seed " + seed);
    }

    @Test
    void withoutWeightsEachOfTheEqualsIsFirstSometimes() {
        record("_sip._udp.example.org", Type.SRV, new Srv(1, 0, 1, "a.example.org"), new Srv(1, 0, 2, "a.example.org"));
        record("a.example.org", Type.A, new Address("192.0.2.1"));
        Set<String> first = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            first.add(servers(target("example.org", 0, Protocol.UDP, false)).get(0));
        }
        assertEquals(Set.of("0 udp:192.0.2.1:1", "0 udp:192.0.2.1:2"), first);
    }

    private String reason(LocationTarget target) {
        return assertInstanceOf(Step.Nowhere.class, run(target)).reason();
    }

    @Test
    void aServiceThatIsDecidedlyNotThereIsNotLookedForElsewhere() {
        record("_sip._udp.example.org", Type.SRV, new Srv(0, 0, 0, ""));
        record("example.org", Type.A, new Address("192.0.2.1"));
        assertTrue(reason(target("example.org", 0, Protocol.UDP, false)).contains("has no such service"));
    }

    @Test
    void aNameWithoutRecordsIsNowhere() {
        assertEquals("no address for host 'example.org'", reason(target("example.org", 0, null, false)));
    }

    @Test
    void aNameServerThatFailsSendsNothingToAWrongPlace() {
        zone.put(new DnsQuestion("_sip._udp.example.org", Type.SRV), new DnsAnswer.Failed("SERVFAIL"));
        record("example.org", Type.A, new Address("192.0.2.1"));
        assertEquals(
                "the name servers do not answer (SRV of _sip._udp.example.org: SERVFAIL)",
                reason(target("example.org", 0, Protocol.UDP, false)));
    }

    @Test
    void aNameServerThatKnowsNoNaptrDoesNoHarm() {
        zone.put(new DnsQuestion("example.org", Type.NAPTR), new DnsAnswer.Failed("NOTIMP"));
        record("example.org", Type.A, new Address("192.0.2.1"));
        assertEquals(List.of("0 udp:192.0.2.1:5060"), servers(target("example.org", 0, null, false)));
    }

    @Test
    void neverMoreThanSixteenServersAreTaken() {
        record(
                "example.org",
                Type.A,
                java.util.stream.IntStream.range(0, 200)
                        .mapToObj(i -> new Address("192.0.2." + i))
                        .toArray(DnsRecord[]::new));
        assertEquals(16, servers(target("example.org", 5060, null, false)).size());
    }
}
