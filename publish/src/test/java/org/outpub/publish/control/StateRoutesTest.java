package org.outpub.publish.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.Extension;
import org.outpub.api.state.ExtensionState;
import org.outpub.api.state.MessageCounts;
import org.outpub.api.state.Party;
import org.outpub.api.state.PbxState;

class StateRoutesTest {
    private final PbxState pbx = new PbxState();
    private final StateRoutes routes = new StateRoutes(pbx);

    private Reply ask(String method, String path, String body) {
        List<String> segments = List.of(path.split("/"));
        Request request = new Request(method, segments, Optional.empty(), body.getBytes(StandardCharsets.UTF_8));
        List<String> rest = segments.subList(1, segments.size());
        return switch (segments.get(0)) {
            case "device-states" -> routes.devices(request, rest);
            case "mailboxes" -> routes.mailboxes(request, rest);
            default -> routes.extensions(request, rest);
        };
    }

    private static String text(Reply reply) {
        return reply.status() + " " + new String(reply.body(), StandardCharsets.UTF_8).replaceAll("\\s+", "");
    }

    @Test
    void aDeviceIsFedAndToldAndForgotten() {
        assertEquals("200 {\"result\":\"taken\"}", text(ask("PUT", "device-states/PJSIP/1000", "inuse\n")));
        assertEquals(Optional.of(DeviceState.INUSE), pbx.devices().get("PJSIP/1000"));
        assertEquals("200 {\"PJSIP/1000\":\"INUSE\"}", text(ask("GET", "device-states/PJSIP/1000", "")));
        assertEquals("200 {\"PJSIP/1000\":\"INUSE\"}", text(ask("GET", "device-states", "")));
        assertEquals(200, ask("DELETE", "device-states/PJSIP/1000", "").status());
        assertEquals(404, ask("GET", "device-states/PJSIP/1000", "").status());
    }

    @Test
    void aMailboxIsFedAndToldAndForgotten() {
        assertEquals(
                200,
                ask("PUT", "mailboxes/1000@default", "{\"new\":1,\"old\":2}").status());
        assertEquals(Optional.of(new MessageCounts(1, 2)), pbx.mailboxes().get("1000@default"));
        assertEquals("200 {\"1000@default\":{\"new\":1,\"old\":2}}", text(ask("GET", "mailboxes/1000@default", "")));
        assertEquals(200, ask("DELETE", "mailboxes/1000@default", "").status());
        assertEquals("200 {}", text(ask("GET", "mailboxes", "")));
    }

    @Test
    void anExtensionIsFedByAWordOrWithNoteAndCaller() {
        assertEquals(200, ask("PUT", "extension-states/phones/2001", "RINGING").status());
        assertEquals(
                Optional.of(ExtensionState.of(DeviceState.RINGING)),
                pbx.extensions().get(new Extension("phones", "2001")));
        ask(
                "PUT",
                "extension-states/phones/2001",
                "{\"state\":\"RINGING\",\"note\":\"Lunch\",\"caller\":{\"uri\":\"sip:3@x\",\"name\":\"Ann\"}}");
        assertEquals(
                Optional.of(ExtensionState.of(DeviceState.RINGING)
                        .withNote("Lunch")
                        .withCaller(new Party("sip:3@x", "Ann"))),
                pbx.extensions().get(new Extension("phones", "2001")));
        assertTrue(text(ask("GET", "extension-states/phones/2001", "")).contains("\"note\":\"Lunch\""));
        assertEquals(200, ask("DELETE", "extension-states/phones/2001", "").status());
        assertEquals(404, ask("GET", "extension-states/phones/2001", "").status());
    }

    @Test
    void nullIsAsIfItWereNotThere() {
        assertEquals(
                200,
                ask("PUT", "extension-states/phones/1", "{\"state\":\"INUSE\",\"note\":null,\"caller\":null}")
                        .status());
        assertEquals(
                Optional.of(ExtensionState.of(DeviceState.INUSE)),
                pbx.extensions().get(new Extension("phones", "1")));
    }

    @Test
    void whatWasSentIsShownShortenedAndHarmless() {
        String error = text(ask("PUT", "device-states/a", "\u001b[2J" + "x".repeat(60_000)));
        assertTrue(error.contains("'\ufffd[2Jxxx") && error.contains("expectedUNKNOWN"), error);
        assertTrue(error.length() < 600, error);
        String member = text(ask("PUT", "mailboxes/a", "{\"\\u001b[2J" + "x".repeat(40_000) + "\":1}"));
        assertTrue(member.contains("'\ufffd[2Jxxx") && member.length() < 600, member);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "PUT # device-states/a # DANCING # 400 # is not a state; expected UNKNOWN, NOT_INUSE",
                "PUT # mailboxes/a@b # {\"new\":1} # 400 # expected {\\\"new\\\": 1, \\\"old\\\": 0}",
                "PUT # mailboxes/a@b # {\"new\":-1,\"old\":0} # 400 # error",
                "PUT # mailboxes/a@b # nonsense # 400 # the body is not JSON",
                "PUT # mailboxes/a@b # `` # 400 # expected {",
                "PUT # mailboxes/a@b # [] # 400 # expected {",
                "PUT # mailboxes/a@b # {\"new\":1.5,\"old\":0} # 400 # expected {",
                "PUT # mailboxes/a@b # {\"new\":1e999999999,\"old\":0} # 400 # expected {",
                "PUT # mailboxes/a@b # {\"new\":1,\"new\":2,\"old\":0} # 400 # Duplicate",
                "PUT # mailboxes/a@b # {\"new\":1,\"old\":0} {} # 400 # text behind the JSON document",
                "PUT # mailboxes/a@b # {\"new\":1,\"old\":0} x # 400 # the body is not JSON",
                "PUT # mailboxes/a@b # {\"new\":1,\"odl\":0} # 400 # unknown member 'odl'; did you mean 'old'?",
                "PUT # mailboxes/a@b # {\"new\":1,\"old\":0,\"urgent\":1} # 400 # unknown member 'urgent'; expected {",
                "PUT # mailboxes/@b # {\"new\":1,\"old\":0} # 400 # a mailbox has a name",
                "PUT # extension-states/phones # INUSE # 404 # expected /extension-states/CONTEXT/EXTEN",
                "PUT # extension-states/phones/1 # {\"state\":\"x\"} # 400 # is not a state",
                "PUT # extension-states/phones/1 # {\"note\":\"x\"} # 400 # the member 'state' is missing",
                "PUT # extension-states/phones/1 # {\"state\":1} # 400 # 'state' is not text",
                "PUT # extension-states/phones/1 # {\"state\":\"INUSE\",\"note\":1} # 400 # 'note' is not text",
                "PUT # extension-states/phones/1 # {\"state\":\"INUSE\",\"notes\":\"x\"} # 400 # did you mean 'note'?",
                "PUT # extension-states/phones/1 # {\"state\":\"INUSE\",\"caller\":\"sip:x\"} # 400 # expected {",
                "PUT # extension-states/phones/1 # {\"state\":\"INUSE\",\"caller\":{}} # 400 # 'uri' is missing",
                "PUT # extension-states/phones/1 # {\"state\":\"INUSE\",\"caller\":{\"url\":\"sip:x\"}} # 400 # mean 'uri'?",
                "PUT # extension-states/phones/1 # {\"state\":\"INUSE\"} INUSE # 400 # the body is not JSON",
                "POST # device-states/a # INUSE # 405 # expected GET, PUT or DELETE",
                "PUT # device-states # INUSE # 405 # expected GET"
            })
    void whatCannotBeTakenIsRefusedWithWhatWasExpected(
            String method, String path, String body, int status, String message) {
        Reply reply = ask(method, path, body);
        String text = new String(reply.body(), StandardCharsets.UTF_8);
        assertEquals(status, reply.status(), text);
        assertTrue(text.contains(message), text);
    }
}
