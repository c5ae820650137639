package org.outpub.publish.receiving;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.MessageCounts;
import org.outpub.api.state.PbxState;
import org.outpub.publish.config.AsteriskPublication;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.DigestAlgorithm;
import org.outpub.publish.config.Endpoint;
import org.outpub.publish.config.Identify;
import org.outpub.publish.config.InboundPublication;
import org.outpub.publish.config.Network;
import org.outpub.publish.sources.packages.EntityId;
import org.outpub.publish.wire.Loop;
import org.outpub.publish.wire.ServerResponse;
import org.outpub.publish.wire.jain.RequestAnswers;

/**
 * What a coverage-guided fuzzer calls with requests of peers that it invents ({@code docs/security.md}), once as somebody
 * whose address is known and once as somebody who must prove who he is: one whole answer or none, of rows that are ours; what
 * is taken in can be fed; and nobody proves a secret that he does not know.
 */
public final class InboundFuzz {
    private static final InetSocketAddress SOURCE = new InetSocketAddress("192.0.2.9", 5060);
    private static final Set<String> ROWS = Set.of(
            "via",
            "from",
            "to",
            "call-id",
            "cseq",
            "unsupported",
            "allow-events",
            "accept",
            "min-expires",
            "sip-etag",
            "expires",
            "www-authenticate",
            "content-length");
    private static final Auth SECRET = new Auth(
            "proof",
            "u",
            "not to be guessed",
            Map.of(),
            "",
            List.of(DigestAlgorithm.values()),
            List.of(DigestAlgorithm.values()));
    private static final Fed FED = new Fed(200);
    private static final Fed UNFED = new Fed(0);
    private static final RequestAnswers KNOWN = answers(FED, List.of());
    private static final RequestAnswers UNPROVEN = answers(UNFED, List.of("proof"));

    private InboundFuzz() {}

    private static RequestAnswers answers(Fed fed, List<String> auth) {
        InboundPublications inbound = new InboundPublications(
                request -> new ServerResponse(405, "Method Not Allowed", List.of()),
                new StandingTime(),
                new Random(1),
                fed,
                200);
        inbound.configure(new PeerConfiguration(
                Map.of(
                        "b",
                        new InboundPublication("b", null, Map.of("asterisk-devicestate", "c", "asterisk-mwi", "c"))),
                Map.of("c", new AsteriskPublication("c", "to-a", null, true, true, "", "")),
                Map.of("a", new Endpoint("a", auth)),
                List.of(new Identify("a", "a", List.of(new Network(false, "192.0.2.9", "32")), List.of())),
                Map.of("proof", SECRET),
                Set.of(EntityId.parse("00:00:00:00:00:0b").orElseThrow())));
        return new RequestAnswers(inbound);
    }

    /** Time does not pass. */
    private static final class StandingTime implements Loop {
        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void schedule(long atNanos, Runnable task) {
            // never comes
        }

        @Override
        public long nanos() {
            return Long.MAX_VALUE;
        }
    }

    /** Feeds what is told, and holds it to its bounds. */
    private static final class Fed implements PeerNews {
        private final PbxState pbx = new PbxState();
        private final Set<String> things = new HashSet<>();
        private final int most;

        Fed(int most) {
            this.most = most;
        }

        private void count(String thing, boolean there) {
            boolean changed = there ? things.add(thing) : things.remove(thing);
            check(things.size() <= most, thing + " of " + things.size() + (changed ? " is new" : ""));
        }

        @Override
        public void device(String eid, String device, @Nullable DeviceState state) {
            count("d" + eid + device, state != null);
            if (state != null) {
                pbx.peer(eid).deviceState(device, state);
            } else {
                pbx.peer(eid).deviceRemoved(device);
            }
        }

        @Override
        public void mailbox(String eid, String mailbox, @Nullable MessageCounts counts) {
            count("m" + eid + mailbox, counts != null);
            if (counts != null) {
                pbx.peer(eid).mailbox(mailbox, counts);
            } else {
                pbx.peer(eid).mailboxRemoved(mailbox);
            }
        }

        @Override
        public void tellAll(String publication) {
            check(most > 0 && publication.equals("to-a"), publication);
        }

        @Override
        public void askForAll(String publication) {
            check(most > 0 && publication.equals("to-a"), publication);
        }

        @Override
        public void say(boolean warning, String text) {
            check(text.chars().noneMatch(Character::isISOControl), text);
        }
    }

    /**
     * Answers a request twice.
     *
     * @param input any bytes
     */
    public static void fuzzerTestOneInput(byte[] input) {
        look(input, KNOWN.answer(input, SOURCE));
        String unproven = look(input, UNPROVEN.answer(input, SOURCE));
        check(!unproven.startsWith("SIP/2.0 200"), unproven);
    }

    private static String look(byte[] input, byte @Nullable [] answer) {
        if (answer == null || answer.length == 0) {
            return "";
        }
        String text = new String(answer, StandardCharsets.UTF_8);
        check(answer.length <= 2 * input.length + 1200, "an answer of " + answer.length + " to " + input.length);
        check(text.startsWith("SIP/2.0 ") && text.endsWith("\r\n\r\n"), text);
        for (String row : text.substring(0, text.length() - 4).split("\r\n", -1)) {
            check(row.chars().noneMatch(c -> c < ' ' && c != '\t' || c == 0x7F), "a control character: " + row);
            String name = row.substring(0, Math.max(0, row.indexOf(':'))).toLowerCase(Locale.ROOT);
            check(row.startsWith("SIP/2.0 ") || ROWS.contains(name), row);
        }
        return text;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
