package org.outpub.publish.sources.asterisk.ami;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.Extension;
import org.outpub.api.state.ExtensionState;
import org.outpub.api.state.MessageCounts;
import org.outpub.publish.sources.asterisk.ami.ManagerSession.Phase;

/** The rows of the session's table, in virtual time. */
class ManagerSessionTest {
    private static final String PLACE = "manager.conf:12: [outpub]";
    private static final AmiMessage GREETING = AmiMessage.of("Greeting", "Asterisk Call Manager/11.0.0");
    private final Deque<SessionEffect> effects = new ArrayDeque<>();
    private ManagerSession session;
    private long now = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();

    @BeforeEach
    void begin() {
        session = session(false, Duration.ofMinutes(10));
    }

    private static ManagerSession session(boolean notes, Duration keep) {
        return new ManagerSession(
                new SessionOptions(
                        "Asterisk at pbx:5038",
                        "outpub",
                        "s3cret",
                        PLACE,
                        List.of("7001@default"),
                        notes,
                        keep,
                        Duration.ofMinutes(5),
                        1000),
                new Random(1));
    }

    private void take(SessionEvent event) {
        effects.addAll(session.next(event, now));
    }

    private void hear(String... fields) {
        take(new SessionEvent.Heard(AmiMessage.of(fields)));
    }

    /** Lets time pass, waking the session whenever it asks for it. */
    private void pass(Duration time) {
        long end = now + time.toNanos();
        while (session.wakeAt(now) - end <= 0) {
            long at = session.wakeAt(now);
            now = at - now > 0 ? at : now;
            take(new SessionEvent.Woke());
        }
        now = end;
    }

    private <E extends SessionEffect> E next(Class<E> kind) {
        SessionEffect effect = effects.poll();
        return assertInstanceOf(kind, effect);
    }

    private AmiAction sent(String name) {
        AmiAction action = next(SessionEffect.Send.class).action();
        assertEquals(name, action.name());
        return action;
    }

    private String told() {
        return next(SessionEffect.Tell.class).text();
    }

    private void nothing() {
        assertEquals(List.of(), List.copyOf(effects));
    }

    private void open() {
        take(new SessionEvent.Started());
        next(SessionEffect.Connect.class);
        take(new SessionEvent.Opened());
    }

    private void logIn(boolean booted) {
        open();
        greetAndLogIn(booted);
    }

    private void greetAndLogIn(boolean booted) {
        take(new SessionEvent.Heard(GREETING));
        hear("Response", "Success", "ActionID", sent("Challenge").id(), "Challenge", "696096299");
        hear("Response", "Success", "ActionID", sent("Login").id(), "Message", "Authentication accepted");
        sent("CoreStatus");
        sent("CoreSettings");
        assertEquals(Phase.FOLLOWING, session.phase());
        if (booted) {
            hear("Event", "FullyBooted", "Privilege", "system,all");
        }
    }

    private void device(String id, String device, String state) {
        if (id.isEmpty()) {
            hear("Event", "DeviceStateChange", "Privilege", "call,all", "Device", device, "State", state);
        } else {
            hear("Event", "DeviceStateChange", "ActionID", id, "Device", device, "State", state);
        }
    }

    private void status(String id, String exten, String hint, String status) {
        List<String> fields = new ArrayList<>(List.of("Event", "ExtensionStatus"));
        fields.addAll(id.isEmpty() ? List.of("Privilege", "call,all") : List.of("ActionID", id));
        fields.addAll(List.of("Exten", exten, "Context", "hints", "Hint", hint, "Status", status));
        take(new SessionEvent.Heard(new AmiMessage(fields)));
    }

    private void complete(String id, int items) {
        hear("Event", "XComplete", "ActionID", id, "EventList", "Complete", "ListItems", String.valueOf(items));
    }

    private static Extension extension(String exten) {
        return new Extension("hints", exten);
    }

    /** A round with a device and a hint; its mailboxes hold nothing. */
    private void round(boolean all, Runnable meanwhile) {
        AmiAction devices = sent("DeviceStateList");
        AmiAction extensions = sent("ExtensionStateList");
        AmiAction mwi = all ? sent("MWIGet") : null;
        device(devices.id(), "PJSIP/alice", "NOT_INUSE");
        meanwhile.run();
        complete(devices.id(), 1);
        status(extensions.id(), "100", "PJSIP/alice", "0");
        complete(extensions.id(), 1);
        if (mwi != null) {
            hear("Response", "Error", "ActionID", mwi.id(), "Message", "Invalid/unknown command: MWIGet.");
        }
        finish();
    }

    private void finish() {
        List<SessionEffect> before = new ArrayList<>();
        while (!isFor("Ping")) {
            if (isFor("MailboxCount")) {
                AmiAction count = sent("MailboxCount");
                String mailbox = count.fields().get(1);
                hear("Response", "Success", "ActionID", count.id(), "Mailbox", mailbox, "NewMessages", "0");
            } else {
                before.add(effects.remove());
            }
        }
        hear("Response", "Success", "ActionID", sent("Ping").id(), "Ping", "Pong");
        before.forEach(effects::addLast);
        pass(Duration.ofMillis(200));
    }

    /** Time in which something else is heard. */
    private void quietly(Duration time) {
        for (int i = 0; i < time.toSeconds(); i++) {
            hear("Event", "Other");
            pass(Duration.ofSeconds(1));
        }
    }

    private boolean isFor(String action) {
        return effects.peek() instanceof SessionEffect.Send send
                && send.action().name().equals(action);
    }

    private void follow() {
        logIn(true);
        pass(Duration.ZERO);
        round(true, () -> {});
        assertEquals(new SessionEffect.DeviceIs("PJSIP/alice", DeviceState.NOT_INUSE), effects.poll());
        assertEquals(
                new SessionEffect.ExtensionIs(extension("100"), ExtensionState.of(DeviceState.NOT_INUSE)),
                effects.poll());
        assertEquals(new SessionEffect.MailboxIs("7001@default", MessageCounts.NONE), effects.poll());
        assertTrue(told().contains("follows 1 devices, 1 extensions, 1 mailboxes"));
        nothing();
    }

    @Nested
    class aLogin {
        @Test
        void provesTheSecretAndNeverSendsIt() {
            open();
            take(new SessionEvent.Heard(GREETING));
            hear("Response", "Success", "ActionID", sent("Challenge").id(), "Challenge", "696096299");
            AmiAction login = sent("Login");
            assertTrue(login.fields().contains(ManagerSession.key("696096299", "s3cret")));
            assertEquals("b498320665dd2baa5cd4ed2e633ffdd4", ManagerSession.key("696096299", "all-secret"));
            assertFalse(new String(login.bytes(), java.nio.charset.StandardCharsets.UTF_8).contains("s3cret"));
            assertTrue(login.fields().contains("call,system"), "events are on before any list is asked for");
        }

        @Test
        void thatIsRefusedNamesTheLineAndIsTriedAgainAfterAMinute() {
            open();
            take(new SessionEvent.Heard(GREETING));
            hear("Response", "Success", "ActionID", sent("Challenge").id(), "Challenge", "1");
            hear("Response", "Error", "ActionID", sent("Login").id(), "Message", "Authentication failed");
            next(SessionEffect.Disconnect.class);
            String told = told();
            assertTrue(told.contains("Authentication failed") && told.contains(PLACE), told);
            take(new SessionEvent.Closed("late"));
            pass(Duration.ofSeconds(59));
            nothing();
            pass(Duration.ofSeconds(1));
            next(SessionEffect.Connect.class);
        }

        @Test
        void inUseNamesItsOption() {
            open();
            take(new SessionEvent.Heard(GREETING));
            hear("Response", "Success", "ActionID", sent("Challenge").id(), "Challenge", "1");
            hear("Response", "Error", "ActionID", sent("Login").id(), "Message", "Login Already In Use");
            next(SessionEffect.Disconnect.class);
            assertTrue(told().contains("allowmultiplelogin=yes"));
        }

        @Test
        void isNotTriedWithWhatIsNoManagerInterface() {
            open();
            take(new SessionEvent.Heard(AmiMessage.of("Greeting", "SSH-2.0-OpenSSH_9.2")));
            next(SessionEffect.Disconnect.class);
            assertTrue(told().contains("no manager interface"));
        }

        @Test
        void thatGetsNoAnswerIsGivenUpAfterTenSeconds() {
            open();
            pass(Duration.ofSeconds(10));
            next(SessionEffect.Disconnect.class);
            assertTrue(told().contains("does not answer"));
        }
    }

    @Nested
    class aConnection {
        @Test
        void thatFailsIsTriedAgainEverLaterAndToldOnce() {
            take(new SessionEvent.Started());
            next(SessionEffect.Connect.class);
            long longest = 0;
            for (int i = 0; i < 20; i++) {
                take(new SessionEvent.Closed("no connection: refused"));
                if (i == 0) {
                    told();
                }
                nothing();
                long wait = session.wakeAt(now) - now;
                assertTrue(wait >= Duration.ofMillis(500).toNanos()
                        && wait <= Duration.ofSeconds(30).toNanos());
                longest = Math.max(longest, wait);
                pass(Duration.ofNanos(wait));
                next(SessionEffect.Connect.class);
            }
            assertTrue(longest > Duration.ofSeconds(15).toNanos());
        }

        @Test
        void thatIsAskedForIsTriedAtOnce() {
            take(new SessionEvent.Started());
            next(SessionEffect.Connect.class);
            take(new SessionEvent.Closed("refused"));
            told();
            take(new SessionEvent.Asked());
            next(SessionEffect.Connect.class);
        }

        @Test
        void thatIsFrozenIsFoundByAnUnansweredPing() {
            follow();
            pass(Duration.ofSeconds(10));
            sent("Ping");
            pass(Duration.ofSeconds(10));
            next(SessionEffect.Disconnect.class);
            assertTrue(told().contains("not even a ping"));
            assertEquals(Phase.WAITING, session.phase());
            nothing();
        }

        @Test
        void thatAnswersItsPingGoesOn() {
            follow();
            for (int i = 0; i < 2; i++) {
                pass(Duration.ofSeconds(10));
                hear("Response", "Success", "ActionID", sent("Ping").id(), "Ping", "Pong");
            }
            assertEquals(Phase.FOLLOWING, session.phase());
        }

        @Test
        void thatIsLostKeepsTheStatesForAsLongAsIsConfigured() {
            follow();
            take(new SessionEvent.Closed("the connection was closed by the far end"));
            assertTrue(told().contains("for 600 s"));
            for (int i = 0; i < 100; i++) {
                effects.clear();
                take(new SessionEvent.Closed("refused"));
                pass(Duration.ofSeconds(5));
            }
            assertTrue(effects.stream().noneMatch(SessionEffect.DeviceIs.class::isInstance));
            pass(Duration.ofSeconds(100));
            assertTrue(effects.contains(new SessionEffect.DeviceIs("PJSIP/alice", null)));
            assertTrue(effects.contains(new SessionEffect.ExtensionIs(extension("100"), null)));
        }

        @Test
        void thatComesBackBringsTheDifferenceAlone() {
            follow();
            take(new SessionEvent.Closed("closed"));
            told();
            take(new SessionEvent.Asked());
            next(SessionEffect.Connect.class);
            take(new SessionEvent.Opened());
            greetAndLogIn(true);
            pass(Duration.ZERO);
            round(true, () -> {});
            assertTrue(told().contains("follows"));
            nothing();
        }
    }

    @Nested
    class aState {
        @Test
        void thatChangesWhileTheListsComeHoldsAgainstThem() {
            logIn(true);
            pass(Duration.ZERO);
            round(true, () -> device("", "PJSIP/alice", "RINGING"));
            List<SessionEffect> devices = effects.stream()
                    .filter(SessionEffect.DeviceIs.class::isInstance)
                    .toList();
            assertEquals(List.of(new SessionEffect.DeviceIs("PJSIP/alice", DeviceState.RINGING)), devices);
        }

        @Test
        void comesInEitherOrderAndIsToldOnce() {
            follow();
            status("", "100", "PJSIP/alice", "8");
            device("", "PJSIP/alice", "RINGING");
            device("", "PJSIP/alice", "RINGING");
            assertEquals(
                    new SessionEffect.ExtensionIs(extension("100"), ExtensionState.of(DeviceState.RINGING)),
                    effects.poll());
            assertEquals(new SessionEffect.DeviceIs("PJSIP/alice", DeviceState.RINGING), effects.poll());
            nothing();
        }

        @Test
        void ofAnExtensionHasTheMeaningOfItsNumber() {
            follow();
            for (String[] row : new String[][] {
                {"1", "INUSE"},
                {"2", "BUSY"},
                {"4", "UNAVAILABLE"},
                {"8", "RINGING"},
                {"9", "RINGINUSE"},
                {"16", "ONHOLD"},
                {"0", "NOT_INUSE"},
                {"17", "ONHOLD"}
            }) {
                status("", "100", "", row[0]);
                assertEquals(
                        new SessionEffect.ExtensionIs(extension("100"), ExtensionState.of(DeviceState.valueOf(row[1]))),
                        effects.poll());
            }
        }

        @Test
        void ofAMailboxMayHaveCountsThatWrapped() {
            follow();
            hear(
                    "Event",
                    "MessageWaiting",
                    "Mailbox",
                    "6001@default",
                    "Waiting",
                    "1",
                    "New",
                    "-5",
                    "Old",
                    "1215752191");
            assertEquals(new SessionEffect.MailboxIs("6001@default", new MessageCounts(0, 1215752191)), effects.poll());
        }

        @Test
        void ofANameThatIsNotUtf8IsLeftOutAndToldWithTheNextLists() {
            follow();
            device("", "Custom:r\uFFFDw", "INUSE");
            nothing();
            quietly(Duration.ofSeconds(30));
            round(false, () -> {});
            assertTrue(told().contains("not UTF-8"));
        }
    }

    @Nested
    class aHint {
        @Test
        void toldAsRemovedStaysUntilListsLackItForAWhile() {
            follow();
            status("", "100", "", "-2");
            nothing();
            pass(Duration.ofSeconds(1));
            listWithoutHint();
            nothing();
            pass(Duration.ofSeconds(5));
            listWithoutHint();
            assertEquals(new SessionEffect.ExtensionIs(extension("100"), null), effects.poll());
            nothing();
        }

        private void listWithoutHint() {
            AmiAction devices = sent("DeviceStateList");
            AmiAction extensions = sent("ExtensionStateList");
            device(devices.id(), "PJSIP/alice", "NOT_INUSE");
            complete(devices.id(), 1);
            complete(extensions.id(), 0);
            finish();
        }

        @Test
        void isNotWithdrawnByAServerThatStops() {
            follow();
            status("", "100", "", "-2");
            hear("Event", "Shutdown", "Shutdown", "Cleanly");
            assertTrue(told().contains("stops"));
            take(new SessionEvent.Closed("closed"));
            pass(Duration.ofSeconds(1));
            assertTrue(effects.stream().noneMatch(SessionEffect.ExtensionIs.class::isInstance));
        }

        @Test
        void thatAReloadMayHaveTakenAwayIsAskedFor() {
            follow();
            hear("Event", "Reload", "Module", "All", "Status", "0");
            pass(Duration.ofSeconds(1));
            sent("DeviceStateList");
        }

        @Test
        void thatIsRepeatedAsAfterAReloadIsAskedForButNotAllTheTime() {
            follow();
            quietly(Duration.ofSeconds(30));
            round(false, () -> {});
            nothing();
            status("", "100", "PJSIP/alice", "0");
            quietly(Duration.ofSeconds(29));
            nothing();
            quietly(Duration.ofSeconds(2));
            sent("DeviceStateList");
        }
    }

    @Nested
    class aServer {
        @Test
        void thatBootsIsAskedAgainOnceItHas() {
            logIn(false);
            pass(Duration.ofMillis(100));
            AmiAction devices = sent("DeviceStateList");
            AmiAction extensions = sent("ExtensionStateList");
            AmiAction mwi = sent("MWIGet");
            complete(devices.id(), 0);
            complete(extensions.id(), 0);
            hear("Response", "Error", "ActionID", mwi.id());
            finish();
            effects.clear();
            hear("Event", "FullyBooted");
            pass(Duration.ZERO);
            round(true, () -> {});
            assertTrue(effects.contains(new SessionEffect.DeviceIs("PJSIP/alice", DeviceState.NOT_INUSE)));
        }

        @Test
        void thatWasStartedAnewIsNoticed() {
            open();
            startedAt("11:39:26");
            take(new SessionEvent.Closed("closed"));
            effects.clear();
            take(new SessionEvent.Asked());
            take(new SessionEvent.Opened());
            next(SessionEffect.Connect.class);
            startedAt("12:00:00");
            assertTrue(told().contains("started anew at 2026-11-26 12:00:00"));
        }

        private void startedAt(String time) {
            take(new SessionEvent.Heard(GREETING));
            hear("Response", "Success", "ActionID", sent("Challenge").id(), "Challenge", "696096299");
            hear("Response", "Success", "ActionID", sent("Login").id(), "Message", "Authentication accepted");
            String status = sent("CoreStatus").id();
            sent("CoreSettings");
            hear("Response", "Success", "ActionID", status, "CoreStartupDate", "2026-11-26", "CoreStartupTime", time);
        }

        @Test
        void whoseEventsAreHiddenIsFoundOutByItsListsAndAskedMoreOften() {
            follow();
            quietly(Duration.ofSeconds(30));
            roundWithDevice("INUSE");
            assertEquals(new SessionEffect.DeviceIs("PJSIP/alice", DeviceState.INUSE), effects.poll());
            String told = told();
            assertTrue(told.contains("eventfilter") && told.contains(PLACE), told);
            quietly(Duration.ofSeconds(10));
            roundWithDevice("RINGING");
            assertEquals(new SessionEffect.DeviceIs("PJSIP/alice", DeviceState.RINGING), effects.poll());
            nothing();
        }

        private void roundWithDevice(String state) {
            AmiAction devices = sent("DeviceStateList");
            AmiAction extensions = sent("ExtensionStateList");
            device(devices.id(), "PJSIP/alice", state);
            complete(devices.id(), 1);
            status(extensions.id(), "100", "PJSIP/alice", "0");
            complete(extensions.id(), 1);
            finish();
        }

        @Test
        void thatRefusesAListNamesTheLine() {
            logIn(true);
            pass(Duration.ZERO);
            hear("Response", "Error", "ActionID", sent("DeviceStateList").id(), "Message", "Permission denied");
            sent("ExtensionStateList");
            sent("MWIGet");
            String told = told();
            assertTrue(told.contains("write=") && told.contains(PLACE), told);
        }

        @Test
        void thatNeverAnswersAListIsLeft() {
            logIn(true);
            pass(Duration.ZERO);
            for (int i = 0; i < 30; i++) {
                hear("Event", "Other");
                pass(Duration.ofSeconds(1));
            }
            assertTrue(effects.stream().anyMatch(SessionEffect.Disconnect.class::isInstance));
        }
    }

    @Test
    void presenceMessagesBecomeNotesWhereThatIsAskedFor() {
        session = session(true, Duration.ZERO);
        logIn(true);
        pass(Duration.ZERO);
        AmiAction devices = sent("DeviceStateList");
        AmiAction extensions = sent("ExtensionStateList");
        AmiAction presence = sent("PresenceStateList");
        AmiAction mwi = sent("MWIGet");
        complete(devices.id(), 0);
        status(extensions.id(), "104", "Custom:lamp2,CustomPresence:carol", "0");
        complete(extensions.id(), 1);
        hear(
                "Event",
                "PresenceStateChange",
                "ActionID",
                presence.id(),
                "Presentity",
                "CustomPresence:carol",
                "Status",
                "away",
                "Subtype",
                "",
                "Message",
                "back at 2\\?");
        complete(presence.id(), 1);
        complete(mwi.id(), 0);
        finish();
        assertTrue(effects.contains(new SessionEffect.ExtensionIs(
                extension("104"), ExtensionState.of(DeviceState.NOT_INUSE).withNote("back at 2?"))));
        effects.clear();
        hear(
                "Event",
                "PresenceStatus",
                "Exten",
                "104",
                "Context",
                "hints",
                "Hint",
                "",
                "Status",
                "away",
                "Subtype",
                "",
                "Message",
                "late\n");
        assertEquals(
                new SessionEffect.ExtensionIs(
                        extension("104"),
                        ExtensionState.of(DeviceState.NOT_INUSE).withNote("late")),
                effects.poll());
    }

    @Test
    void aStoppedSessionLeavesTheStatesAndDoesNothingMore() {
        follow();
        take(new SessionEvent.Stopped());
        next(SessionEffect.Disconnect.class);
        device("", "PJSIP/alice", "RINGING");
        take(new SessionEvent.Woke());
        nothing();
    }
}
