package org.outpub.publish.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.outpub.api.publication.PublicationBody;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.DigestAlgorithm;
import org.outpub.publish.delivery.PublishRequest;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.delivery.digest.Credential;
import org.outpub.publish.delivery.digest.DigestSession;
import org.outpub.publish.wire.jain.JainParser;

/**
 * What a coverage-guided fuzzer calls with answers that it invents ({@code docs/security.md}): whatever comes is taken once
 * or dropped and counted; what is taken of it makes a request that is whole; the sound answer behind it counts.
 */
public final class AnswerFuzz {
    /** Stands for the branch, and for a whole sound Via, which nobody guesses. */
    private static final String BRANCH = "@B";

    private static final List<Auth> AUTHS =
            List.of(new Auth("a", "us\"er", "password", Map.of(), "*", List.of(DigestAlgorithm.values())));

    private AnswerFuzz() {}

    /**
     * Takes an answer: the whole of it, or after a first byte {@code 0xFF} more rows of one that is sound.
     *
     * @param input any bytes
     */
    public static void fuzzerTestOneInput(byte[] input) {
        Answers answers = new Answers(new JainParser());
        WireRequest request = answers.open();
        long before = answers.branches.dropped().answers();
        answers.branches.received(
                io.netty.buffer.Unpooled.wrappedBuffer(text(input, request).getBytes(StandardCharsets.ISO_8859_1)));
        int taken = answers.finals.size() + answers.provisionals;
        check(taken + answers.branches.dropped().answers() - before == 1, "it counts for " + taken);
        answers.finals.forEach(AnswerFuzz::followed);
        answers.finals.clear();
        answers.receive(Answers.answer(request, "200 OK", "SIP-ETag: sound"));
        check(answers.finals.size() == 1 && "sound".equals(answers.finals.get(0).entityTag()), "the next is not taken");
    }

    private static String text(byte[] input, WireRequest request) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        if (!text.startsWith("\u00ff")) {
            return text.replace(BRANCH, request.branchText());
        }
        int line = text.indexOf('\n');
        String status = line < 0 ? "401 Unauthorized" : text.substring(1, line);
        String rows = text.substring(line < 0 ? 1 : line + 1).replace(BRANCH, request.branchText());
        return Answers.answer(request, status).replace("Content-Length", rows + "\r\nContent-Length");
    }

    /** Whoever goes on by an answer sends a sound request. */
    private static void followed(SipAnswer answer) {
        check(answer.toString().chars().noneMatch(Character::isISOControl), "the reason is not clean");
        DigestSession session = DigestSession.none();
        if (session.challenged(answer.challenges(), AUTHS) instanceof DigestSession.Outcome.Answerable answerable) {
            session = answerable.session();
        } else if (session.challenged(answer.challenges(), AUTHS) instanceof DigestSession.Outcome.Refused refused) {
            check(
                    refused.reason().length() < 2000,
                    "a reason of " + refused.reason().length());
            check(refused.reason().chars().noneMatch(Character::isISOControl), "the reason is not clean");
        }
        PublicationBody body = PublicationBody.of("text/plain", "x".getBytes(StandardCharsets.US_ASCII));
        List<Credential> credentials = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            DigestSession.Authorized authorized =
                    session.authorize("PUBLISH", "sip:desk@example.org", body.bytes(), () -> "cnonce");
            session = authorized.session().accepted(answer.confirmations());
            credentials = authorized.credentials();
        }
        Answers next = new Answers(new JainParser());
        PublishRequest request = new PublishRequest(Answers.head(), 18, 3600, answer.entityTag(), body, credentials);
        WireRequest sent = next.branches.open(
                PublishTemplate.of(Answers.head(), "", null), request, Answers.SERVER, "", "h:1", next);
        check(sent.length() < 64_000, "a request of " + sent.length() + " bytes");
        io.netty.buffer.ByteBuf bytes = io.netty.buffer.Unpooled.buffer(sent.length());
        sent.writeTo(bytes);
        String text = bytes.toString(StandardCharsets.UTF_8);
        long rows = text.substring(0, text.indexOf("\r\n\r\n")).lines().count();
        int tag = answer.entityTag() == null ? 0 : 1;
        check(rows == 11 + tag + credentials.size(), rows + " rows in " + text);
        answer.contacts().forEach(contact -> UriFuzz.sound(contact.uri()));
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
