package org.outpub.publish.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.publish.config.Plan.Action;
import org.outpub.publish.config.Plan.Kind;

class PlanTest {
    private static final String PUBLISH = "outbound-publish";
    private static final ConfigProblem WRONG = ConfigProblem.error(Origin.of("pjsip.conf", 3), "wrong");

    private static Map<String, String> desk(String... changes) {
        Map<String, String> options = new LinkedHashMap<>(Map.of(
                "server_uri", "sip:desk@192.0.2.1", "event", "presence", "expiration", "3600", "outbound_auth", "me"));
        for (int i = 0; i < changes.length; i += 2) {
            options.put(changes[i], changes[i + 1]);
        }
        return options;
    }

    private static ConfigurationView view(Map<String, Map<String, String>> publications, String password) {
        return new ConfigurationView(
                Map.of(PUBLISH, publications, "auth", Map.of("me", Map.of("username", "u", "password", password))));
    }

    private static List<Action> actions(Map<String, String> before, Map<String, String> after) {
        return Plan.between(view(Map.of("desk", before), "p"), view(Map.of("desk", after), "p"), Map.of(), List.of())
                .actions();
    }

    private static Action action(Kind kind, String... options) {
        return new Action(kind, PUBLISH, "desk", List.of(options));
    }

    @Test
    void theSameIsNoAction() {
        assertEquals(List.of(), actions(desk(), desk()));
    }

    @Test
    void anotherServerEventOrIdentityMoves() {
        for (String option : List.of("server_uri", "event", "from_uri", "to_uri", "multi_user")) {
            assertEquals(List.of(action(Kind.MOVE, option)), actions(desk(), desk(option, "other")));
        }
    }

    @Test
    void anotherLifetimeTransportOrFileIsAppliedInPlace() {
        for (String option : List.of("expiration", "transport", "@content_file", "outbound_auth")) {
            assertEquals(List.of(action(Kind.CHANGE, option)), actions(desk(), desk(option, "other")));
        }
    }

    @Test
    void whatIsNewStartsAndWhatIsGoneEnds() {
        Plan plan = Plan.between(view(Map.of("a", desk()), "p"), view(Map.of("b", desk()), "p"), Map.of(), List.of());
        assertEquals(
                List.of(new Action(Kind.END, PUBLISH, "a", List.of()), new Action(Kind.START, PUBLISH, "b", List.of())),
                plan.actions());
        assertTrue(plan.changesAnything());
    }

    @Test
    void anotherPasswordChangesThePublicationsThatUseItToo() {
        Plan plan = Plan.between(
                view(Map.of("desk", desk()), "old"), view(Map.of("desk", desk()), "new"), Map.of(), List.of());
        assertEquals(
                List.of(action(Kind.CHANGE, "auth me"), new Action(Kind.CHANGE, "auth", "me", List.of("password"))),
                plan.actions());
    }

    @Test
    void aHiddenPasswordIsNotTakenForAnotherOne() {
        ConfigurationView running = new ConfigurationView(Map.of(
                PUBLISH,
                Map.of("desk", desk()),
                "auth",
                Map.of("me", Map.of("username", "u", "password", ConfigurationView.HIDDEN))));
        Plan plan = Plan.between(running, view(Map.of("desk", desk()), "new"), Map.of(), List.of());
        assertFalse(plan.changesAnything());
    }

    @Test
    void whatIsWrongNowIsKeptAsItRuns() {
        Plan plan = Plan.between(
                view(Map.of("a", desk(), "b", desk()), "p"),
                view(Map.of("b", desk()), "p"),
                Map.of(PUBLISH, List.of("a")),
                List.of(WRONG));
        assertEquals(List.of(new Action(Kind.KEEP, PUBLISH, "a", List.of())), plan.actions());
        assertFalse(plan.changesAnything());
        assertEquals(List.of(WRONG), plan.problems());
    }

    @Test
    void whereNothingCanBeReadEverythingIsKept() {
        Plan plan =
                Plan.between(view(Map.of("a", desk()), "p"), new ConfigurationView(Map.of()), Map.of(), List.of(WRONG));
        assertFalse(plan.changesAnything());
        assertEquals(2, plan.actions().size());
    }

    @Test
    void whereEverythingIsGoneEverythingEnds() {
        Plan plan = Plan.between(view(Map.of("a", desk()), "p"), new ConfigurationView(Map.of()), Map.of(), List.of());
        assertEquals(
                List.of(Kind.END, Kind.END),
                plan.actions().stream().map(Action::kind).toList());
    }
}
