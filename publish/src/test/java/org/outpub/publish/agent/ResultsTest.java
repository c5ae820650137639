package org.outpub.publish.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishResult;
import org.outpub.publish.publication.EntityTag;
import org.outpub.publish.publication.PublicationEffect.SendPublish;
import org.outpub.publish.publication.PublicationEvent;
import org.outpub.publish.publication.PublicationMachine;
import org.outpub.publish.publication.PublicationState;
import org.outpub.publish.publication.Step;
import org.outpub.publish.publication.Terms;

/** What callers hear of their wishes, with the machine that decides on them. */
class ResultsTest {
    private static final PublishResult ENDED = new PublishResult.Ended("the module was unloaded");
    private final Results results = new Results(new Outbox(Runnable::run, Runnable::run, Outbox.SILENT), null);
    private final PublicationMachine machine = new PublicationMachine(new Random(1));
    private PublicationState state = PublicationMachine.begin(Terms.configured(3600, 3));
    private final List<PublishCall> calls = new ArrayList<>();
    private int tags;

    private void on(PublicationEvent event) {
        Step step = machine.next(state, event, 0);
        state = step.state();
        if (step.effects().stream().anyMatch(SendPublish.class::isInstance)) {
            results.sent();
        }
        results.settle(state);
    }

    private void publish(@Nullable String text) {
        PublicationBody body = text == null ? null : PublicationBody.of("text/plain", text);
        PublishCall call = new PublishCall(body, null);
        calls.add(call);
        results.add(call);
        on(body == null ? new PublicationEvent.ContentRemoved() : new PublicationEvent.ContentChanged(body));
    }

    private void turn() {
        on(new PublicationEvent.TurnGranted());
    }

    private void accept() {
        on(new PublicationEvent.Accepted(new EntityTag("t" + tags++), OptionalLong.of(3600)));
    }

    private void reject(int status) {
        on(new PublicationEvent.Rejected(status, status + " No", OptionalLong.empty(), OptionalLong.empty()));
    }

    /**
     * What the callers have heard so far: W waits, C confirmed, S superseded, E ended.
     */
    private String heard() {
        StringBuilder text = new StringBuilder();
        for (PublishCall call : calls) {
            PublishResult result = call.getNow(null);
            text.append(result == null ? "W" : result.getClass().getSimpleName().substring(0, 1));
        }
        return text.toString();
    }

    /** Steps: a letter publishes that document, - removes, ! the turn comes, + accepted, 5 a 500, 4 a 403, x the end. */
    @ParameterizedTest
    @CsvSource({
        "a,          W",
        "a!,         W",
        "a!+,        C",
        "ab,         SW",
        "abc,        SSW",
        "a!b,        WW",
        "a!bc,       WSW",
        "a!bcd,      WSSW",
        "a!b+,       CW",
        "a!b+!+,     CC",
        "a!bc+!+,    CSC",
        "a!a+,       CC",
        "a!+a,       CC",
        "a!+b!a,     CWW",
        "a!5,        W",
        "a!5b,       WW",
        "a!b5,       WW",
        "a!-,        WW",
        "a!-+!+,     CC",
        "a!+-!+,     CC",
        "-,          C",
        "a-,         SC",
        "a!x,        E",
        "a!bx,       EE",
        "a!bcx,      ESE",
    })
    void eachCallerHearsOnceHowItsWishEnded(String steps, String expected) {
        for (char step : steps.toCharArray()) {
            step(step);
            assertTrue(heard().chars().filter(one -> one == 'W').count() <= 2, this::heard);
        }
        assertEquals(expected, heard());
    }

    private void step(char step) {
        switch (step) {
            case '!' -> turn();
            case '+' -> accept();
            case '5' -> reject(500);
            case '-' -> publish(null);
            case 'x' -> results.end(ENDED);
            default -> publish(String.valueOf(step));
        }
    }

    @Test
    void whateverHappensNoMoreThanTwoWaitAndEverybodyIsAnsweredInTheEnd() {
        Random random = new Random(20261126);
        for (int i = 0; i < 20_000; i++) {
            step("ab-!!++5".charAt(random.nextInt(8)));
            assertTrue(calls.stream().filter(call -> !call.isDone()).count() <= 2, "more than two wait");
            calls.removeIf(PublishCall::isDone);
        }
        publish("last");
        results.end(ENDED);
        assertTrue(calls.stream().allMatch(PublishCall::isDone));
    }

    @Test
    void aCallIsAnsweredOnceThoughItIsBothTheNewestAndUnderWay() {
        publish("a");
        turn();
        List<PublishResult> heard = new ArrayList<>();
        calls.get(0).thenAccept(heard::add);
        results.end(ENDED);
        results.end(new PublishResult.Confirmed());
        assertEquals(List.of(ENDED), heard);
    }
}
