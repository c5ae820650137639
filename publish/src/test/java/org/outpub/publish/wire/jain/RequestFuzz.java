package org.outpub.publish.wire.jain;

import gov.nist.javax.sip.message.SIPResponse;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.outpub.publish.wire.AgentRequests;

/**
 * What a coverage-guided fuzzer calls with requests that it invents ({@code docs/security.md}): each is answered by one whole
 * answer, or by none; nothing of the request becomes a row of its own in it; and it is the same the next time.
 */
public final class RequestFuzz {
    private static final InetSocketAddress SOURCE = new InetSocketAddress("192.0.2.9", 5060);
    private static final Set<String> ROWS = Set.of(
            "via", "from", "to", "call-id", "cseq", "allow", "accept", "allow-events", "unsupported", "content-length");
    private static final JainMessages ANSWERS = JainMessages.whole();
    private static final RequestAnswers FIRST = answers();
    private static final RequestAnswers SECOND = answers();

    private RequestFuzz() {}

    private static RequestAnswers answers() {
        return new RequestAnswers(new AgentRequests(() -> List.of("presence", "dialog")));
    }

    /**
     * Answers a request twice.
     *
     * @param input any bytes
     */
    public static void fuzzerTestOneInput(byte[] input) {
        byte[] answer = FIRST.answer(input, SOURCE);
        byte[] again = SECOND.answer(input, SOURCE);
        check(java.util.Arrays.equals(answer, again), "another answer the next time");
        if (answer == null || answer.length == 0) {
            return;
        }
        String text = new String(answer, StandardCharsets.UTF_8);
        check(answer.length <= 2 * input.length + 600, "an answer of " + answer.length + " to " + input.length);
        check(text.endsWith("\r\n\r\n"), "it does not end");
        check(text.startsWith("SIP/2.0 "), text);
        for (String row : text.substring(0, text.length() - 4).split("\r\n", -1)) {
            check(row.chars().noneMatch(c -> c < ' ' && c != '\t' || c == 0x7F), "a control character: " + row);
            int colon = row.indexOf(':');
            check(
                    row.startsWith("SIP/2.0 ")
                            || ROWS.contains(
                                    row.substring(0, Math.max(0, colon)).toLowerCase()),
                    row);
        }
        check(ANSWERS.parse(answer, true) instanceof SIPResponse, "nobody can read " + text);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
