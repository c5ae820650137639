package org.outpub.publish.sources.packages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.outpub.api.publication.EventPublisherHandler;
import org.outpub.api.state.PbxState;

class EventPackagesTest {
    @Test
    void thereIsAHandlerForEachEvent() {
        assertEquals(
                List.of("asterisk-devicestate", "asterisk-mwi", "presence", "dialog", "message-summary"),
                EventPackages.handlers(new PbxState(), EntityId.ofThisHost(), new LongAdder()).stream()
                        .map(EventPublisherHandler::event)
                        .toList());
    }

    @Test
    void optionsAreCheckedBeforeAnythingBegins() {
        assertEquals(
                List.of(
                        new OptionProblem("@exten", "@exten: '(' is not a regular expression: a ( has no )"),
                        new OptionProblem(
                                "@body",
                                "@body: event=dialog needs it to know which document to publish; expected"
                                        + " application/dialog-info+xml")),
                EventPackages.check("dialog", true, Map.of("@exten", "(")));
        assertEquals(List.of(), EventPackages.check("dialog", true, Map.of("@body", "application/dialog-info+xml")));
    }

    @Test
    void anotherEventHasNoProblems() {
        assertEquals(List.of(), EventPackages.check("x-weather", false, Map.of("@exten", "(")));
    }
}
