package org.outpub.publish.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentRequestsTest {
    private static final InetSocketAddress SOURCE = new InetSocketAddress("192.0.2.9", 5060);
    private final AgentRequests agent = new AgentRequests(() -> List.of("dialog", "presence"));

    private ServerResponse answer(String method, String uri, Map<String, List<String>> headers) {
        return agent.answer(new ServerRequest(method, uri, headers, new byte[0], SOURCE));
    }

    private static String row(ServerResponse response, String name) {
        return response.headers().stream()
                .filter(header -> header.name().equals(name))
                .map(ServerResponse.Header::value)
                .findFirst()
                .orElse(null);
    }

    @Test
    void anOptionsRequestIsToldWhatIsAllowedAndPublished() {
        ServerResponse response = answer("OPTIONS", "sip:192.0.2.1", Map.of());
        assertEquals(200, response.status());
        assertEquals("OPTIONS", row(response, "Allow"));
        assertEquals("", row(response, "Accept"));
        assertEquals("dialog, presence", row(response, "Allow-Events"));
    }

    @ParameterizedTest
    @CsvSource({
        "INVITE,405", "PUBLISH,405", "SUBSCRIBE,405", "MESSAGE,405", "REGISTER,405",
        "NOTIFY,481", "BYE,481", "CANCEL,481", "FOO,501", "options,501"
    })
    void otherRequestsAreRefusedEachInItsWay(String method, int status) {
        assertEquals(status, answer(method, "sip:192.0.2.1", Map.of()).status());
    }

    @Test
    void whatIsRefusedForItsMethodSaysWhichIsAllowed() {
        assertEquals("OPTIONS", row(answer("INVITE", "sip:192.0.2.1", Map.of()), "Allow"));
    }

    @Test
    void anExtensionThatIsRequiredIsNamedAsUnsupported() {
        ServerResponse response =
                answer("OPTIONS", "sip:192.0.2.1", Map.of("require", List.of("100rel", "gruu, path")));
        assertEquals(420, response.status());
        assertEquals("100rel, gruu, path", row(response, "Unsupported"));
    }

    @Test
    void aUriThatIsNotSipIsNotOurs() {
        assertEquals(416, answer("OPTIONS", "tel:+1234", Map.of()).status());
    }
}
