package org.outpub.publish.receiving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.InboundStatus;
import org.outpub.api.state.MessageCounts;
import org.outpub.publish.config.AsteriskPublication;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.Endpoint;
import org.outpub.publish.config.Identify;
import org.outpub.publish.config.InboundPublication;
import org.outpub.publish.sources.packages.EntityId;
import org.outpub.publish.wire.ServerRequest;
import org.outpub.publish.wire.ServerResponse;

/** What is answered to peers that publish, row by row, and what follows from it. */
class InboundPublicationsTest {
    private static final String PEER = "00:00:00:00:00:0a";
    private static final String OWN = "00:00:00:00:00:0b";
    private static final InetSocketAddress SOURCE = new InetSocketAddress("192.0.2.9", 5060);
    private static final String DEVICES = "asterisk-devicestate";
    private static final String MAILBOXES = "asterisk-mwi";

    private final VirtualTime time = new VirtualTime();
    private final News news = new News();
    private final InboundPublications inbound = new InboundPublications(
            request -> new ServerResponse(405, "Method Not Allowed", List.of()), time, new Random(1), news, 1000);
    private int requests;

    /** What is known, and what was asked for and said. */
    private static final class News implements PeerNews {
        private final Map<String, Object> known = new TreeMap<>();
        private final List<String> wishes = new ArrayList<>();
        private final List<String> said = new ArrayList<>();

        private void put(String key, @Nullable Object state) {
            if (state == null) {
                known.remove(key);
            } else {
                known.put(key, state);
            }
        }

        @Override
        public void device(String eid, String device, @Nullable DeviceState state) {
            put(device + " of " + eid, state);
        }

        @Override
        public void mailbox(String eid, String mailbox, @Nullable MessageCounts counts) {
            put(mailbox + " of " + eid, counts);
        }

        @Override
        public void tellAll(String publication) {
            wishes.add("tell all by " + publication);
        }

        @Override
        public void askForAll(String publication) {
            wishes.add("ask by " + publication);
        }

        @Override
        public void say(boolean warning, String text) {
            said.add(text);
        }
    }

    private static <T extends SorceryObject> T object(ObjectType<T> type, String id, String... options) {
        ObjectSet.Builder set = ObjectSet.builder(id, Origin.MEMORY);
        for (int i = 0; i < options.length; i += 2) {
            set.add(options[i], options[i + 1], Origin.MEMORY);
        }
        List<Object> problems = new ArrayList<>();
        return type.parse(set.build(), problems::add).orElseThrow(() -> new AssertionError(problems.toString()));
    }

    private static final InboundPublication RESOURCE =
            object(InboundPublication.TYPE, "site-b", "event_" + DEVICES, "states", "event_" + MAILBOXES, "states");
    private static final AsteriskPublication STATES = object(
            AsteriskPublication.TYPE,
            "states",
            "devicestate_publish",
            "to-a",
            "device_state",
            "yes",
            "mailbox_state",
            "yes");
    private static final Endpoint OPEN = object(Endpoint.TYPE, "site-a", "context", "default");
    private static final Identify ADDRESS =
            object(Identify.TYPE, "site-a", "endpoint", "site-a", "match", "192.0.2.0/24");

    private static PeerConfiguration with(
            InboundPublication resource, AsteriskPublication content, Endpoint endpoint, Auth... auths) {
        Map<String, Auth> known = new HashMap<>();
        List.of(auths).forEach(auth -> known.put(auth.id(), auth));
        return new PeerConfiguration(
                Map.of(resource.id(), resource),
                Map.of(content.id(), content),
                Map.of(endpoint.id(), endpoint),
                List.of(ADDRESS),
                known,
                Set.of(EntityId.parse(OWN).orElseThrow()));
    }

    @BeforeEach
    void configure() {
        inbound.configure(with(RESOURCE, STATES, OPEN));
    }

    private ServerRequest request(String event, String body, String... headers) {
        requests++;
        Map<String, List<String>> all = new HashMap<>();
        all.put("via", List.of("SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK" + requests));
        all.put("from", List.of("\"<sip:x@y>\" <sip:site-a@192.0.2.9>;tag=1"));
        all.put("call-id", List.of("c"));
        all.put("cseq", List.of(requests + " PUBLISH"));
        all.put("event", List.of(event));
        all.put("content-type", List.of("Application/JSON;charset=utf-8"));
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], List.of(headers[i + 1]));
        }
        return new ServerRequest("PUBLISH", "sip:site-b@192.0.2.1", all, body.getBytes(StandardCharsets.UTF_8), SOURCE);
    }

    private ServerResponse publish(String event, String body, String... headers) {
        return inbound.answer(request(event, body, headers));
    }

    private static String device(String name, String state) {
        return device(PEER, name, state);
    }

    private static String device(String eid, String name, String state) {
        return "{\"type\":\"devicestate\",\"device\":\"" + name + "\",\"state\":\"" + state
                + "\",\"cachable\":1,\"eid\":\"" + eid + "\"}";
    }

    private static String mailbox(String name, int fresh, int old) {
        return "{\"type\":\"mailboxstate\",\"uniqueid\":\"" + name + "\",\"old\":" + old + ",\"new\":" + fresh
                + ",\"eid\":\"" + PEER + "\"}";
    }

    private static final String REFRESH = "{\"type\":\"refresh\",\"eid\":\"" + PEER + "\"}";

    private static Optional<String> header(ServerResponse response, String name) {
        return response.headers().stream()
                .filter(header -> header.name().equals(name))
                .map(ServerResponse.Header::value)
                .findFirst();
    }

    private static String tag(ServerResponse response) {
        assertEquals(200, response.status(), response::reason);
        return header(response, "SIP-ETag").orElseThrow();
    }

    private ServerResponse with(ServerRequest request, String uri, InetSocketAddress source) {
        return inbound.answer(new ServerRequest(request.method(), uri, request.headers(), request.body(), source));
    }

    @Nested
    class AState {
        @Test
        void isTakenInAndLivesAsLongAsItsPublicationIsRefreshed() {
            ServerResponse created = publish(DEVICES, device("PJSIP/1000", "INUSE"), "expires", "60");
            assertEquals(Optional.of("60"), header(created, "Expires"));
            assertEquals(Map.of("PJSIP/1000 of " + PEER, DeviceState.INUSE), news.known);
            time.pass(Duration.ofSeconds(59));
            ServerResponse refreshed = publish(DEVICES, "", "sip-if-match", tag(created), "expires", "60");
            assertNotEquals(tag(created), tag(refreshed));
            ServerResponse changed =
                    publish(DEVICES, device("PJSIP/1001", "Ringing"), "sip-if-match", tag(refreshed), "expires", "60");
            assertEquals(
                    Map.of(
                            "PJSIP/1000 of " + PEER, DeviceState.INUSE,
                            "PJSIP/1001 of " + PEER, DeviceState.RINGING),
                    news.known);
            time.pass(Duration.ofSeconds(100));
            assertEquals(Map.of(), news.known, "and without any request");
            assertEquals(412, publish(DEVICES, "", "sip-if-match", tag(changed)).status());
            tag(publish(DEVICES, device("PJSIP/1000", "BUSY")));
            assertEquals(Map.of("PJSIP/1000 of " + PEER, DeviceState.BUSY), news.known);
        }

        @Test
        void isGivenSomeTimeWhenItsLifetimeIsOverAsAsteriskRefreshesThen() {
            ServerResponse created = publish(DEVICES, device("a", "INUSE"), "expires", "60");
            time.pass(Duration.ofSeconds(95));
            tag(publish(DEVICES, "", "sip-if-match", tag(created), "expires", "60"));
            assertEquals(1, news.known.size());
        }

        @Test
        void endsWithItsPublication() {
            ServerResponse created = publish(MAILBOXES, mailbox("1000@default", 1, 2));
            assertEquals(Map.of("1000@default of " + PEER, new MessageCounts(1, 2)), news.known);
            ServerResponse removed = publish(MAILBOXES, "", "sip-if-match", tag(created), "expires", "0");
            assertEquals(Optional.of("0"), header(removed, "Expires"));
            assertEquals(Map.of(), news.known);
            assertEquals(
                    412, publish(MAILBOXES, "", "sip-if-match", tag(removed)).status());
        }

        @Test
        void outlivesTheFirstPublicationIfAnotherToldOfTheThing() {
            ServerResponse first = publish(DEVICES, device("a", "INUSE"), "expires", "60");
            publish(DEVICES, device("b", "INUSE"), "sip-if-match", tag(first), "expires", "60");
            publish(DEVICES, device("a", "RINGING"), "expires", "600");
            time.pass(Duration.ofSeconds(110));
            assertEquals(Map.of("a of " + PEER, DeviceState.RINGING), news.known, "b was told by the first alone");
        }

        @Test
        void ofADeviceThatIsGoneIsForgotten() {
            String first = tag(publish(DEVICES, device("a", "INUSE")));
            String second = tag(publish(DEVICES, device("a", "UNKNOWN"), "sip-if-match", first));
            assertEquals(Map.of(), news.known);
            tag(publish(DEVICES, device("a", "NO_SUCH_WORD"), "sip-if-match", second));
            assertEquals(Map.of(), news.known);
        }

        @Test
        void ofWhichThereAreTooManyIsRefusedAndTheOthersStay() {
            String tag = "";
            for (int i = 0; i < 1000; i++) {
                tag = i == 0
                        ? tag(publish(DEVICES, device("d" + i, "INUSE")))
                        : tag(publish(DEVICES, device("d" + i, "INUSE"), "sip-if-match", tag));
            }
            assertEquals(
                    403,
                    publish(DEVICES, device("more", "INUSE"), "sip-if-match", tag)
                            .status());
            tag = tag(publish(DEVICES, device("d7", "BUSY"), "sip-if-match", tag));
            tag = tag(publish(DEVICES, device("d8", "UNKNOWN"), "sip-if-match", tag));
            tag(publish(DEVICES, device("more", "INUSE"), "sip-if-match", tag));
            assertEquals(1000, news.known.size());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"type\":\"devicestate\",\"device\":\"a\",\"state\":\"INUSE\",\"cachable\":0,\"eid\":\"00:00:00:00:00:0a\"}",
                    "{\"type\":\"devicestate\",\"device\":\"a\",\"state\":\"INUSE\",\"eid\":\"00:00:00:00:00:0B\"}",
                    "{\"type\":\"mailboxstate\",\"uniqueid\":\"a\",\"new\":1,\"old\":1,\"eid\":\"00:00:00:00:00:0a\"}",
                    "{\"type\":\"weather\",\"eid\":\"00:00:00:00:00:0a\"}"
                })
        void thatMeansNothingHereIsAcceptedAndForgotten(String document) {
            tag(publish(DEVICES, document));
            assertEquals(Map.of(), news.known);
            assertEquals(1, inbound.statuses().get(0).ignored());
        }

        @Test
        void withOurOwnEntityIdIsNotBelievedWhichIsToldOnce() {
            publish(DEVICES, device(OWN, "a", "INUSE"));
            publish(DEVICES, device(OWN, "b", "INUSE"));
            assertEquals(Map.of(), news.known);
            assertEquals(1, news.said.size());
            assertTrue(news.said.get(0).contains(OWN) && news.said.get(0).contains("@eid"), news.said::toString);
        }
    }

    @Nested
    class Configuration {
        @Test
        void saysWhatIsTaken() {
            AsteriskPublication some = object(
                    AsteriskPublication.TYPE, "states", "device_state", "yes", "device_state_filter", "^pjsip/[0-9]+$");
            inbound.configure(with(RESOURCE, some, OPEN));
            publish(DEVICES, device("PJSIP/1", "INUSE"));
            publish(DEVICES, device("DAHDI/1", "INUSE"));
            publish(MAILBOXES, mailbox("1@default", 1, 1));
            assertEquals(Set.of("PJSIP/1 of " + PEER), news.known.keySet());
        }

        @Test
        void thatTakesLessForgetsTheRestAndKeepsThePublication() {
            String tag = tag(publish(DEVICES, device("PJSIP/1", "INUSE")));
            tag = tag(publish(DEVICES, device("DAHDI/1", "INUSE"), "sip-if-match", tag));
            inbound.configure(with(
                    RESOURCE,
                    object(AsteriskPublication.TYPE, "states", "device_state", "yes", "device_state_filter", "PJSIP"),
                    OPEN));
            assertEquals(Set.of("PJSIP/1 of " + PEER), news.known.keySet());
            tag(publish(DEVICES, "", "sip-if-match", tag));
        }

        @Test
        void thatHasTheSectionNoMoreForgetsAllAndIsWhatItWasAfterwards() {
            String tag = tag(publish(DEVICES, device("PJSIP/1", "INUSE")));
            inbound.configure(PeerConfiguration.NONE);
            assertEquals(Map.of(), news.known);
            assertEquals(405, publish(DEVICES, "", "sip-if-match", tag).status(), "the next one answers");
            configure();
            assertEquals(412, publish(DEVICES, "", "sip-if-match", tag).status());
            tag(publish(DEVICES, device("PJSIP/1", "INUSE")));
            assertEquals(1, news.known.size());
        }
    }

    @Nested
    class AWish {
        @Test
        void isFollowedByThePublicationThatIsNamedEveryTenSecondsAtMost() {
            for (int i = 0; i < 20; i++) {
                tag(publish(DEVICES, REFRESH));
                time.pass(Duration.ofSeconds(1));
            }
            assertEquals(List.of("tell all by to-a", "tell all by to-a", "tell all by to-a"), news.wishes);
        }

        @Test
        void thatComesTooSoonIsFollowedLaterAndNotLost() {
            tag(publish(DEVICES, REFRESH));
            tag(publish(DEVICES, REFRESH));
            assertEquals(1, news.wishes.size());
            time.pass(Duration.ofSeconds(9));
            assertEquals(1, news.wishes.size());
            time.pass(Duration.ofSeconds(2));
            assertEquals(2, news.wishes.size());
            time.pass(Duration.ofSeconds(60));
            assertEquals(2, news.wishes.size());
            tag(publish(DEVICES, REFRESH));
            assertEquals(3, news.wishes.size(), "at once again");
        }

        @Test
        void isAcceptedWhereNoPublicationIsNamed() {
            tag(publish(MAILBOXES, REFRESH));
            assertEquals(List.of(), news.wishes);
        }

        @Test
        void isOursWhenAPeerComesBackWhosePublicationHadExpired() {
            tag(publish(DEVICES, device("a", "INUSE"), "expires", "60"));
            time.pass(Duration.ofSeconds(101));
            assertEquals(List.of(), news.wishes);
            String tag = tag(publish(DEVICES, device("b", "INUSE"), "expires", "60"));
            assertEquals(List.of("ask by to-a"), news.wishes);
            tag(publish(DEVICES, "", "sip-if-match", tag, "expires", "0"));
            tag(publish(DEVICES, device("b", "INUSE"), "expires", "60"));
            assertEquals(1, news.wishes.size(), "what a peer removes itself is not lost");
        }
    }

    @Nested
    class ARequest {
        @Test
        void thatIsSentAgainIsAnsweredAgainAndNotDoneAgain() {
            String tag = tag(publish(DEVICES, device("a", "INUSE")));
            ServerRequest change = request(DEVICES, device("a", "BUSY"), "sip-if-match", tag);
            ServerResponse first = inbound.answer(change);
            assertEquals(first, inbound.answer(change), "the answer was lost");
            String next = tag(publish(DEVICES, device("a", "INUSE"), "sip-if-match", tag(first)));
            assertEquals(first, inbound.answer(change), "late, and it changes nothing");
            assertEquals(Map.of("a of " + PEER, DeviceState.INUSE), news.known);
            time.pass(Duration.ofSeconds(33));
            assertEquals(412, inbound.answer(change).status());
            tag(publish(DEVICES, "", "sip-if-match", next));
        }

        @ParameterizedTest
        @CsvSource({
            "sip:nobody@192.0.2.1, 404",
            "sip:192.0.2.1, 404",
            "SIP:site%2Db:secret@192.0.2.1;transport=udp, 200",
            "sips:site-b@192.0.2.1, 200",
            "tel:+1, 416",
            "sip:site-b, 404"
        })
        void reachesTheSectionThatItsUriNames(String uri, int status) {
            assertEquals(
                    status,
                    with(request(DEVICES, device("a", "INUSE")), uri, SOURCE).status());
        }

        @Test
        void ofAnotherMethodIsNoneOfThis() {
            ServerRequest publish = request(DEVICES, device("a", "INUSE"));
            ServerRequest invite =
                    new ServerRequest("INVITE", publish.requestUri(), publish.headers(), publish.body(), SOURCE);
            assertEquals(405, inbound.answer(invite).status());
        }

        @Test
        void thatRequiresWhatIsNotKnownIsRefusedWithIt() {
            ServerResponse refused = publish(DEVICES, device("a", "INUSE"), "require", "100rel");
            assertEquals(420, refused.status());
            assertEquals(Optional.of("100rel"), header(refused, "Unsupported"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"presence", "", "Asterisk-DeviceState", "asterisk-devicestate.winfo"})
        void ofAnotherEventIsRefusedWithThoseThatAreTaken(String event) {
            ServerResponse refused = publish(event, device("a", "INUSE"));
            assertEquals(489, refused.status());
            assertEquals(Optional.of("asterisk-devicestate, asterisk-mwi"), header(refused, "Allow-Events"));
        }

        @Test
        void mayHaveParametersOfItsEvent() {
            tag(publish(DEVICES + ";id=7", device("a", "INUSE")));
        }

        @Test
        void whoseContentIsNotConfiguredIsNotFound() {
            inbound.configure(
                    with(object(InboundPublication.TYPE, "site-b", "event_" + DEVICES, "elsewhere"), STATES, OPEN));
            assertEquals(404, publish(DEVICES, device("a", "INUSE")).status());
        }

        @ParameterizedTest
        @CsvSource({
            "9, 423",
            "1, 423",
            "10, 200",
            "604801, 200",
            "4294967295, 200",
            "soon, 400",
            "-1, 400",
            "99999999999, 400"
        })
        void asksForALifetimeOfTenSecondsToAWeek(String expires, int status) {
            ServerResponse response = publish(DEVICES, device("a", "INUSE"), "expires", expires);
            assertEquals(status, response.status());
            assertEquals(status == 423 ? Optional.of("10") : Optional.empty(), header(response, "Min-Expires"));
            header(response, "Expires").ifPresent(granted -> assertTrue(Long.parseLong(granted) <= 604_800));
        }

        @Test
        void withoutALifetimeIsGrantedAnHour() {
            assertEquals(Optional.of("3600"), header(publish(DEVICES, device("a", "INUSE")), "Expires"));
        }

        @Test
        void thatIsOverAtOnceChangesNothing() {
            assertEquals(Optional.of("0"), header(publish(DEVICES, device("a", "INUSE"), "expires", "0"), "Expires"));
            assertEquals(Map.of(), news.known);
        }

        @Test
        void withAnEntityTagOfAnotherPackageIsUnknown() {
            String tag = tag(publish(DEVICES, device("a", "INUSE")));
            assertEquals(412, publish(MAILBOXES, "", "sip-if-match", tag).status());
            assertEquals(412, publish(DEVICES, "", "sip-if-match", "made up").status());
            tag(publish(DEVICES, "", "sip-if-match", tag));
        }

        @Test
        void withTwoEntityTagsIsMalformed() {
            ServerRequest one = request(DEVICES, device("a", "INUSE"));
            Map<String, List<String>> headers = new HashMap<>(one.headers());
            headers.put("sip-if-match", List.of("x", "y"));
            assertEquals(
                    400,
                    inbound.answer(new ServerRequest("PUBLISH", one.requestUri(), headers, one.body(), SOURCE))
                            .status());
        }

        @Test
        void withoutEntityTagAndBodyIsRefused() {
            assertEquals(400, publish(DEVICES, "").status());
        }

        @Test
        void withAnotherContentIsRefusedWithWhatIsTaken() {
            ServerResponse refused = publish(DEVICES, "<x/>", "content-type", "application/pidf+xml");
            assertEquals(415, refused.status());
            assertEquals(Optional.of("application/json"), header(refused, "Accept"));
            assertEquals(
                    415,
                    publish(DEVICES, device("a", "INUSE"), "content-encoding", "gzip")
                            .status());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{",
                    "[]",
                    "{} {}",
                    "{\"type\":\"devicestate\"}",
                    "{\"type\":\"devicestate\",\"eid\":\"00:00:00:00:00:0a\"}",
                    "{\"type\":7,\"eid\":\"00:00:00:00:00:0a\"}",
                    "{\"type\":\"refresh\",\"eid\":\"elsewhere\"}",
                    "{\"type\":\"devicestate\",\"device\":\"\",\"state\":\"INUSE\",\"eid\":\"00:00:00:00:00:0a\"}",
                    "{\"type\":\"devicestate\",\"device\":\"a\\u0000\",\"state\":\"INUSE\",\"eid\":\"00:00:00:00:00:0a\"}",
                    "{\"type\":\"devicestate\",\"device\":\"\\ud800\",\"state\":\"INUSE\",\"eid\":\"00:00:00:00:00:0a\"}",
                    "{\"type\":\"mailboxstate\",\"uniqueid\":\"@x\",\"new\":1,\"old\":1,\"eid\":\"00:00:00:00:00:0a\"}",
                    "{\"type\":\"mailboxstate\",\"uniqueid\":\"a\",\"new\":-1,\"old\":1,\"eid\":\"00:00:00:00:00:0a\"}",
                    "{\"type\":\"mailboxstate\",\"uniqueid\":\"a\",\"new\":\"1\",\"old\":1,\"eid\":\"00:00:00:00:00:0a\"}",
                    "{\"type\":\"mailboxstate\",\"uniqueid\":\"a\",\"old\":1,\"eid\":\"00:00:00:00:00:0a\"}"
                })
        void whoseBodyCannotBeReadIsRefusedAndThePublicationStays(String body) {
            String tag = tag(publish(DEVICES, device("a", "INUSE")));
            ServerResponse refused = publish(DEVICES, body, "sip-if-match", tag);
            assertEquals(400, refused.status());
            assertTrue(refused.reason().startsWith("Unreadable: "), refused::reason);
            tag(publish(DEVICES, device("a", "BUSY"), "sip-if-match", tag));
            assertEquals(Map.of("a of " + PEER, DeviceState.BUSY), news.known);
        }

        @Test
        void whoseBodyIsLongerThanAnySuchDocumentIsRefused() {
            assertEquals(413, publish(DEVICES, " ".repeat(4097)).status());
            assertEquals(400, publish(DEVICES, "[".repeat(4096)).status());
        }

        @Test
        void aThousandPublicationsAreKeptAndTheOneThatWasRenewedFirstGivesWay() {
            String first = tag(publish(MAILBOXES, mailbox("a", 1, 1)));
            String last = "";
            for (int i = 0; i < 1000; i++) {
                last = tag(publish(DEVICES, device("d", "INUSE")));
            }
            assertEquals(412, publish(MAILBOXES, "", "sip-if-match", first).status());
            tag(publish(DEVICES, "", "sip-if-match", last));
            assertEquals(Set.of("d of " + PEER), news.known.keySet());
            assertEquals(1000, inbound.statuses().get(0).publications());
        }
    }

    @Nested
    class Whoever {
        private final InetSocketAddress elsewhere = new InetSocketAddress("198.51.100.1", 5060);

        private int from(InetSocketAddress source) {
            return with(request(DEVICES, device("a", "INUSE")), "sip:site-b@192.0.2.1", source)
                    .status();
        }

        @Test
        void isAtAnAddressThatIsNamedForAnEndpointWithoutAuthMayPublish() {
            assertEquals(200, from(SOURCE));
            assertEquals(403, from(elsewhere), "a From that anybody can write is no proof");
            assertEquals(1, news.said.size());
            assertEquals(403, from(elsewhere));
            assertEquals(1, news.said.size(), "told once");
            assertEquals(2, inbound.statuses().get(0).refused());
        }

        @Test
        void isNotTheEndpointThatTheSectionNamesMayNot() {
            inbound.configure(with(
                    object(InboundPublication.TYPE, "site-b", "endpoint", "site-c", "event_" + DEVICES, "states"),
                    STATES,
                    OPEN));
            assertEquals(403, from(SOURCE));
        }

        @Test
        void hasCredentialsIsChallengedAndMayPublishFromAnywhere() {
            Auth auth = object(Auth.TYPE, "proof", "username", "u", "password", "p");
            Endpoint proven = object(Endpoint.TYPE, "site-a", "auth", "proof");
            inbound.configure(with(RESOURCE, STATES, proven, auth));
            ServerResponse challenged = with(request(DEVICES, device("a", "INUSE")), "sip:site-b@192.0.2.1", elsewhere);
            assertEquals(401, challenged.status());
            assertTrue(header(challenged, "WWW-Authenticate").orElseThrow().startsWith("Digest realm=\"asterisk\""));
            assertEquals(401, from(SOURCE), "the address is no proof any more");
            assertEquals(List.of(), news.said, "everybody begins like that");
            assertEquals(
                    401,
                    publish(DEVICES, device("a", "INUSE"), "authorization", "Digest username=\"u\", realm=\"asterisk\"")
                            .status());
            assertEquals(1, news.said.size());
            assertEquals(Map.of(), news.known);
        }

        @Test
        void hasCredentialsThatAreNotThereMayNot() {
            inbound.configure(with(RESOURCE, STATES, object(Endpoint.TYPE, "site-a", "auth", "proof")));
            assertEquals(403, from(SOURCE));
        }
    }

    @Test
    void theStatusTellsWhatThereIsAndWhatWasWrongLast() {
        String tag = tag(publish(DEVICES, device("a", "INUSE")));
        tag = tag(publish(DEVICES, device("b", "INUSE"), "sip-if-match", tag));
        publish(MAILBOXES, mailbox("a", 1, 1));
        time.pass(Duration.ofSeconds(5));
        InboundStatus status = inbound.statuses().get(0);
        assertEquals(
                new InboundStatus("site-b", 2, 3, 3, 0, 0, "192.0.2.9", Optional.of(Duration.ofSeconds(5)), ""),
                status);
        publish(DEVICES, "{", "sip-if-match", tag);
        assertEquals("400 Unreadable: not JSON", inbound.statuses().get(0).trouble());
        tag(publish(DEVICES, "", "sip-if-match", tag));
        assertEquals("", inbound.statuses().get(0).trouble());
        assertEquals(1, inbound.statuses().get(0).refused());
    }
}
