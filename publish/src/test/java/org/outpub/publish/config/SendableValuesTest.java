package org.outpub.publish.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gov.nist.javax.sip.header.UserAgent;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.sip.header.ContentTypeHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.sorcery.type.ObjectSet;

/**
 * Whatever configuration takes, whichever way it came, can be sent: a request with it is read by another SIP parser as it
 * was meant, whole.
 */
class SendableValuesTest {
    private static final List<String> PIECES = List.of(
            "sip:",
            "sips:",
            "a",
            "desk",
            "@",
            "host",
            "example.org",
            "192.0.2.1",
            "[::1]",
            "[2001:db8::1]",
            ":5060",
            ";",
            "lr",
            "transport=tcp",
            "x=y",
            "=",
            "?",
            "Subject=x",
            "&",
            "%41",
            "%",
            "%4",
            ",",
            "<",
            ">",
            "\"",
            "\\",
            "^",
            "|",
            "{",
            "}",
            "`",
            "#",
            " ",
            "\t",
            "\r\n",
            "\u0000",
            "\u007f",
            "\u00e4",
            "\ud83d\ude00",
            "\ud800",
            "(",
            ")",
            "'",
            "*",
            "+",
            "$",
            "!",
            "~",
            "-",
            "_",
            ".",
            "/",
            "[",
            "]",
            "maddr=",
            "hide",
            "method=INVITE",
            "user=phone",
            "1");

    private static String text(Random random, String... likely) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(7); i >= 0; i--) {
            boolean usual = likely.length > 0 && random.nextInt(3) > 0;
            text.append(usual ? likely[random.nextInt(likely.length)] : PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private static String uri(Random random) {
        String user = random.nextBoolean() ? text(random, "a", "1", "+", "%41") + "@" : "";
        String host = random.nextInt(4) > 0 ? "host.example.org" : text(random, "host", "[::1]");
        String rest = random.nextBoolean() ? "" : text(random, ";x=y", ";lr", ";transport=tcp", ";user=phone", "?a=b");
        return (random.nextInt(10) > 0 ? "sip:" : "sips:") + user + host + rest;
    }

    private static Optional<OutboundPublish> publish(
            String server, String from, String to, String proxy, String event) {
        return OutboundPublish.TYPE.parse(
                ObjectSet.of(
                        "x",
                        Map.of(
                                "server_uri",
                                server,
                                "from_uri",
                                from,
                                "to_uri",
                                to,
                                "outbound_proxy",
                                proxy,
                                "event",
                                event)),
                problem -> {});
    }

    private static SIPRequest read(String message) {
        try {
            return (SIPRequest) new StringMsgParser()
                    .parseSIPMessage(
                            message.getBytes(StandardCharsets.UTF_8), true, true, (error, sip, header, text, all) -> {
                                throw error;
                            });
        } catch (ParseException unreadable) {
            throw new AssertionError(message, unreadable);
        }
    }

    /** As it goes out. */
    private static String request(OutboundPublish publish, String agent, String contentType) {
        Route route = Route.of(publish.serverUri(), publish.outboundProxy());
        StringBuilder rows = new StringBuilder("PUBLISH " + route.requestUri() + " SIP/2.0\r\n");
        rows.append("Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport\r\nMax-Forwards: 70\r\n");
        route.routes().forEach(uri -> rows.append("Route: <").append(uri).append(">\r\n"));
        rows.append("From: <").append(publish.effectiveFrom().asIdentity()).append(">;tag=1\r\n");
        rows.append("To: <").append(publish.effectiveTo().asIdentity()).append(">\r\n");
        rows.append("Call-ID: 1\r\nCSeq: 1 PUBLISH\r\nEvent: ")
                .append(publish.event())
                .append("\r\n");
        rows.append("User-Agent: ").append(agent).append("\r\n");
        return rows.append("Content-Type: ")
                .append(contentType)
                .append("\r\nContent-Length: 0\r\n\r\n")
                .toString();
    }

    @Test
    void everyRequestMadeOfWhatIsTakenIsReadWhole() {
        long seed = 20260731;
        Random random = new Random(seed);
        int taken = 0;
        for (int i = 0; i < 60_000; i++) {
            String event = random.nextInt(3) > 0 ? "presence" : text(random, "a", ".b", "-");
            Optional<OutboundPublish> publish =
                    publish(uri(random), uri(random), uri(random), random.nextBoolean() ? "" : uri(random), event);
            if (publish.isPresent()) {
                taken++;
                isReadWhole(publish.get(), "seed " + seed + ", number " + i);
            }
        }
        assertTrue(taken > 500, "only " + taken + " were taken");
    }

    private static void isReadWhole(OutboundPublish publish, String which) {
        String message = request(publish, "Outpub/1", "text/plain");
        SIPRequest read = read(message);
        Route route = Route.of(publish.serverUri(), publish.outboundProxy());
        String shown = which + "\n" + message;
        assertEquals(route.requestUri().host(), ((javax.sip.address.SipURI) read.getRequestURI()).getHost(), shown);
        assertEquals(
                route.routes().size(),
                read.getRouteHeaders() == null ? 0 : read.getRouteHeaders().size(),
                shown);
        assertEquals("1", read.getFromHeader().getTag(), shown);
        assertEquals(null, read.getToHeader().getTag(), shown);
        assertEquals(publish.event(), ((javax.sip.header.EventHeader) read.getHeader("Event")).getEventType(), shown);
        assertEquals(rows(message), rows(read.toString()), shown);
    }

    /** No value ends a row or begins another one. */
    private static long rows(String message) {
        return message.lines().filter(line -> !line.isEmpty()).count();
    }

    @Test
    void everyProductNameAndContentTypeThatIsTakenIsReadWhole() throws Exception {
        OutboundPublish publish = publish("sip:a@b", "", "", "", "presence").orElseThrow();
        long seed = 7;
        Random random = new Random(seed);
        int taken = 0;
        for (int i = 0; i < 20_000; i++) {
            String agent = text(random, "PBX", "/", "1.0", " ", "(x)");
            String type = text(random, "text/plain", "application/pidf+xml", ";charset=utf-8", "; a=\"b;\\\"c\"");
            boolean agentTaken = Global.TYPE
                    .parse(ObjectSet.of("global", Map.of("user_agent", agent)), problem -> {})
                    .isPresent();
            if (agentTaken && PublicationBody.isContentType(type)) {
                taken++;
                String message = request(publish, agent, type);
                SIPRequest read = read(message);
                String shown = "seed " + seed + ", number " + i + "\n" + message;
                assertTrue(read.getHeader(UserAgent.NAME) != null, shown);
                ContentTypeHeader read2 = (ContentTypeHeader) read.getHeader("Content-Type");
                assertTrue(type.startsWith(read2.getContentType() + "/" + read2.getContentSubType()), shown);
                assertEquals(0, read.getContentLength().getContentLength(), shown);
            }
        }
        assertTrue(taken > 500, "only " + taken + " were taken");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "\u0000", "\u007f", "a\u0085b", "\ud800"})
    void noControlCharacterIsTakenWhicheverWayItComes(String text) {
        Map<String, String> publish = Map.of("server_uri", "sip:a@b", "event", "presence");
        for (String option : List.of("server_uri", "from_uri", "to_uri", "outbound_proxy", "event")) {
            Map<String, String> options = new java.util.HashMap<>(publish);
            options.put(option, publish.getOrDefault(option, "sip:a@b") + text);
            assertTrue(
                    OutboundPublish.TYPE
                            .parse(ObjectSet.of("x", options), problem -> {})
                            .isEmpty(),
                    option);
        }
        Map<String, String> content = new java.util.HashMap<>(publish);
        content.putAll(Map.of("@content_file", "x", "@content_type", "text/plain;a=" + text));
        assertTrue(OutboundPublish.TYPE
                .parse(ObjectSet.of("x", content), problem -> {})
                .isEmpty());
        assertTrue(Global.TYPE
                .parse(ObjectSet.of("global", Map.of("user_agent", "PBX " + text)), problem -> {})
                .isEmpty());
        assertTrue(Auth.TYPE
                .parse(ObjectSet.of("x", Map.of("username", "u" + text, "password", "p")), problem -> {})
                .isEmpty());
    }
}
