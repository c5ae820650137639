package org.outpub.publish.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.publication.Operation;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.delivery.Outcome;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.publication.PublicationEvent;
import org.outpub.publish.publication.PublicationEvent.Rejected;
import org.outpub.publish.publication.PublicationEvent.Unanswered;
import org.outpub.publish.publication.Terms;

/** What answers mean to a publication that may have been sent to several servers. */
class ConversationTest {
    private static final Server FIRST = new Server(Protocol.UDP, "192.0.2.1", 5060);
    private static final Server SECOND = new Server(Protocol.UDP, "192.0.2.2", 5060);
    private final Conversation conversation = new Conversation(new Random(1), 0);
    private final Target target = target();

    private static Target target() {
        try {
            SipUri desk = SipUri.parse("sip:desk@example.org");
            return new Target(desk, null, desk, desk, "presence", List.of(), null, Terms.configured(3600, 5));
        } catch (InvalidValueException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @BeforeEach
    void theFirstServerHoldsIt() {
        read(Operation.INITIAL, 200, FIRST);
    }

    private PublicationEvent read(Operation operation, int status, Server by) {
        SipAnswer answer = new SipAnswer(
                status,
                "So",
                status == 200 ? "tag" : null,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        return conversation.read(target, operation, new Outcome.Answered(answer, by), 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {412, 481})
    void thatAnotherServerDoesNotKnowTheTagDoesNotRemoveItWhereItIs(int status) {
        Unanswered unanswered = assertInstanceOf(Unanswered.class, read(Operation.REMOVE, status, SECOND));
        assertTrue(unanswered.reason().contains(FIRST.toString()), unanswered.reason());
        assertEquals(FIRST, conversation.holder());
    }

    @ParameterizedTest
    @ValueSource(ints = {412, 481})
    void whoGaveTheTagAndDoesNotKnowItHasNothingToRemove(int status) {
        assertEquals(
                status,
                assertInstanceOf(Rejected.class, read(Operation.REMOVE, status, FIRST))
                        .status());
    }

    @Test
    void theSameServerIsHeardByEachTransport() {
        Server byStream = new Server(Protocol.TCP, FIRST.address(), FIRST.port());
        assertInstanceOf(Rejected.class, read(Operation.REMOVE, 412, byStream));
    }

    @Test
    void anotherServerThatRemovedItSharesWhatTheFirstHad() {
        assertInstanceOf(PublicationEvent.Accepted.class, read(Operation.REMOVE, 200, SECOND));
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {"MODIFY", "REFRESH"})
    void aDocumentGoesToAnotherServerAnewThatDoesNotKnowTheTag(Operation operation) {
        assertEquals(
                412,
                assertInstanceOf(Rejected.class, read(operation, 412, SECOND)).status());
    }
}
