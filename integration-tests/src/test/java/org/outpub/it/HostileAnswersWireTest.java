package org.outpub.it;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.publish.testkit.ReceivedPublish;
import org.outpub.publish.testkit.ScriptedCompositor.Reply;

/**
 * Answers that are meant to wedge, as large as a head may be, for larger ones are dropped: each harms its own request at most, and
 * what comes after is as ever, twice.
 */
class HostileAnswersWireTest extends WireTestCase {
    private static final String SOUND = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"";
    private static final List<Reply> ODD = List.of(
            reply(200, "SIP-ETag: a\u0001b", "Expires: 600"),
            reply(200, "SIP-ETag: a b", "Expires: 600"),
            reply(200, "SIP-ETag: t", "Expires: 600", "Authentication-Info: nextnonce=\"a\u0085b\""),
            reply(401, "WWW-Authenticate: Digest realm=\"r\", nonce=\"a\u0007b\""),
            reply(401, "WWW-Authenticate: Digest realm=\"r\", nonce=\"a\u0085b\""),
            reply(401, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", opaque=\"a\\\""),
            reply(
                    401,
                    IntStream.range(0, 100)
                            .mapToObj(i -> "WWW-Authenticate: Digest realm=\"" + i + "\", nonce=\"n\"")
                            .toArray(String[]::new)),
            reply(401, SOUND + ", qop=\"" + ",".repeat(10_000) + "\""),
            reply(302, "Contact: <sip:h;maddr=[fe80::1%x]>"),
            reply(302, "Contact: <sip:h>" + " ".repeat(12_000) + "x"),
            reply(302, "Contact: <sip:h" + ";a=b".repeat(3_000) + ">"),
            reply(423, "Min-Expires: 99999999999999999999"),
            reply(503, "Retry-After: -5 ((("),
            reply(489, "Allow-Events: " + "a,".repeat(7_000)));

    private volatile boolean hostile = true;

    private Reply answer(ReceivedPublish request) {
        String user = request.requestUri().replaceAll("sip:|@.*", "");
        return hostile && user.startsWith("odd") ? ODD.get(Integer.parseInt(user.substring(3))) : esc.grant(request);
    }

    private void configure(int expiration) throws Exception {
        config.section("me", "type=auth", "username=me", "password=secret");
        for (int i = 0; i < ODD.size(); i++) {
            config.publication("odd" + i, esc.uri("odd" + i), "expiration=" + expiration, "outbound_auth=me");
        }
        config.write();
    }

    private void reachesAll(String document) throws Exception {
        config.content("state.txt", document);
        for (int i = 0; i < ODD.size(); i++) {
            esc.awaitDocument(esc.uri("odd" + i), "presence", document::equals);
        }
        esc.awaitDocument(esc.uri("other"), "presence", document::equals);
    }

    @Test
    void harmTheirOwnRequestAtMost() throws Exception {
        esc.script(this::answer);
        esc.amongOthers();
        configure(600);
        start();
        for (int i = 0; i < ODD.size(); i++) {
            esc.next();
        }
        config.publication("other", esc.uri("other")).write();
        outpub.reload();
        awaitPhase("other", Phase.PUBLISHED);
        hostile = false;
        configure(500);
        outpub.reload();
        for (int i = 0; i < ODD.size(); i++) {
            awaitPhase("odd" + i, Phase.PUBLISHED);
        }
        reachesAll("second");
        reachesAll("third");
    }
}
