package org.outpub.publish.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.type.ObjectSet;

/** A URI may hold a password (RFC 3261 §19.1.1), and no message shows it, be the URI sound or not. */
class HiddenPasswordsTest {
    private static List<ConfigProblem> problems(String option, String uri) {
        Map<String, String> options = new HashMap<>(Map.of("server_uri", "sip:a@b", "event", "presence"));
        options.put(option, uri);
        List<ConfigProblem> problems = new ArrayList<>();
        OutboundPublish.TYPE.parse(ObjectSet.of("x", options), problems::add);
        return problems;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:alice:hunter2@host:port",
                "SIPS:alice:hunter2@",
                "<sip:alice:hunter2@ho st>",
                "< sip:alice:hunter2 @host>",
                "alice:hunter2@host",
                "http://alice:hunter2@host",
                "sip:alice:hunter2@b@host",
                "sip:alice:hunter2",
                "sip:alice:hunter2\u0001@host",
                "sip:alice:hunter2@host;x=a@b",
                "sip:alice:hun^hunter2@host"
            })
    void ofAnInvalidUriIsNotShown(String uri) {
        for (String option : List.of("server_uri", "from_uri", "to_uri", "outbound_proxy")) {
            List<ConfigProblem> problems = problems(option, uri);
            assertEquals(1, problems.size(), uri);
            assertFalse(problems.toString().contains("hunter2"), problems.toString());
            assertTrue(problems.toString().contains(":…"), problems.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:host:5060x", "sip:[::1", "tel:12", "sip:a b@host", "sip:a@b;x=a,b", "nonsense"})
    void whatHoldsNoneIsShownWhole(String uri) {
        String shown = uri.equals("sip:host:5060x") ? "sip:host:…" : uri.equals("tel:12") ? "tel:12" : uri;
        assertTrue(
                problems("server_uri", uri).toString().contains("'" + shown + "'"),
                () -> problems("server_uri", uri).toString());
    }

    @Test
    void ofASoundUriIsSentAndNotShown() throws Exception {
        SipUri uri = SipUri.parse("sip:alice:hunter2@host;x=y");
        assertEquals("sip:alice:hunter2@host;x=y", uri.toString());
        assertEquals("sip:alice:…@host;x=y", uri.shown());
        assertEquals("sip:alice@host", SipUri.parse("sip:alice@host").shown());
        String warning = problems("outbound_proxy", "sip:alice:hunter2@proxy").toString();
        assertFalse(warning.contains("hunter2"), warning);
    }
}
