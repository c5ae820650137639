package org.outpub.publish.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.delivery.PublishRequest;
import org.outpub.publish.delivery.RequestHead;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.wire.WireRequest.Fate;

/** Requests under way without any wire, and the texts of answers to them. */
final class Answers implements Fate {
    static final Server SERVER = new Server(Protocol.UDP, "192.0.2.1", 5060);
    final Branches branches;
    final List<SipAnswer> finals = new ArrayList<>();
    int provisionals;

    Answers(FullParser parser) {
        branches = new Branches(new Random(7), parser);
    }

    static RequestHead head() {
        try {
            SipUri uri = SipUri.parse("sip:desk@example.org");
            return new RequestHead(uri, List.of(), uri, uri, "from1", uri, "call-1@here", "presence", null);
        } catch (InvalidValueException malformed) {
            throw new AssertionError(malformed);
        }
    }

    WireRequest open() {
        return open(this);
    }

    WireRequest open(Fate fate) {
        PublishRequest request = new PublishRequest(head(), 17, 3600, null, null, List.of());
        return branches.open(PublishTemplate.of(head(), "", null), request, SERVER, "", "192.0.2.7:5060", fate);
    }

    void receive(String text) {
        branches.received(buffer(text));
    }

    static ByteBuf buffer(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    static String via(WireRequest request) {
        return "SIP/2.0/UDP 192.0.2.7:5060;rport=5060;branch=" + request.branchText();
    }

    static String answer(WireRequest request, String status, String... rows) {
        return "SIP/2.0 " + status + "\r\nVia: " + via(request)
                + "\r\nFrom: <sip:desk@example.org>;tag=from1\r\nTo: <sip:desk@example.org>;tag=esc\r\n"
                + "Call-ID: call-1@here\r\nCSeq: 17 PUBLISH\r\n"
                + String.join(
                        "", List.of(rows).stream().map(row -> row + "\r\n").toList())
                + "Content-Length: 0\r\n\r\n";
    }

    @Override
    public void provisional() {
        provisionals++;
    }

    @Override
    public void answered(SipAnswer answer) {
        finals.add(answer);
    }

    @Override
    public void failed(String reason) {
        throw new AssertionError(reason);
    }
}
