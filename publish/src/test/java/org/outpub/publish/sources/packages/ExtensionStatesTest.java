package org.outpub.publish.sources.packages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.ExtensionState;
import org.outpub.api.state.PbxState;

class ExtensionStatesTest {
    private static final Pattern VERSION = Pattern.compile(" version=\"([0-9]+)\"");
    private static final Pattern SAID = Pattern.compile("<(?:note|state)>([^<]*)<");
    private final PbxState pbx = new PbxState();

    /** {@code user note} of PIDF, {@code user state#version} of dialog-info. */
    private static List<String> summaries(RecordingClient client) {
        return client.take().stream().map(ExtensionStatesTest::summary).toList();
    }

    private static String summary(String call) {
        Matcher said = SAID.matcher(call);
        if (!said.find()) {
            return call;
        }
        Matcher version = VERSION.matcher(call.substring(call.indexOf("?>")));
        return call.substring(0, call.indexOf(' ')) + " " + said.group(1)
                + (version.find() ? "#" + version.group(1) : "");
    }

    private void feed(String context, String exten, DeviceState state) {
        pbx.extensionState(context, exten, state);
    }

    @Nested
    class Presence {
        private final PackageHandler handler =
                new PackageHandler(new ExtensionStates("presence", pbx, new LongAdder()));
        private final RecordingClient client =
                new RecordingClient("presence", true).with("@body", "application/pidf+xml");

        @Test
        void beginsWithAllExtensionsAndGoesOnWithChanges() throws Exception {
            feed("phones", "2001", DeviceState.RINGING);
            feed("phones", "2002", DeviceState.NOT_INUSE);
            handler.startPublishing(client);
            assertEquals(List.of("2001 Ringing", "2002 Ready"), summaries(client));
            feed("phones", "2001", DeviceState.INUSE);
            feed("phones", "2003", DeviceState.UNAVAILABLE);
            assertEquals(List.of("2001 On the phone", "2003 Unavailable"), summaries(client));
        }

        @Test
        void theDocumentIsTheUsersOwn() throws Exception {
            feed("phones", "2001", DeviceState.NOT_INUSE);
            handler.startPublishing(client);
            assertEquals(List.of("""
                            2001 <?xml version="1.0" encoding="UTF-8"?>
                            <presence entity="sip:2001@pbx.example" xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid">
                             <note>Ready</note>
                             <tuple id="2001">
                              <status>
                               <basic>open</basic>
                              </status>
                              <contact priority="1">sip:2001@server.example</contact>
                             </tuple>
                             <dm:person />
                            </presence>
                            """), client.take());
        }

        @Test
        void contextAndExtenAreRegularExpressionsAndBothMustMatch() throws Exception {
            client.with("@context", "^phones$").with("@exten", "^20");
            feed("phones", "2001", DeviceState.RINGING);
            feed("doors", "2002", DeviceState.RINGING);
            feed("phones", "3001", DeviceState.RINGING);
            handler.startPublishing(client);
            feed("PHONES", "2004", DeviceState.RINGING);
            feed("doors", "2005", DeviceState.RINGING);
            assertEquals(List.of("2001 Ringing", "2004 Ringing"), summaries(client));
        }

        @Test
        void aSlowServerOfOneUserDelaysNoOther() throws Exception {
            handler.startPublishing(client);
            client.hold();
            feed("phones", "2001", DeviceState.RINGING);
            feed("phones", "2002", DeviceState.RINGING);
            feed("phones", "2001", DeviceState.INUSE);
            assertEquals(List.of("2001 Ringing", "2002 Ringing", "2001 On the phone"), summaries(client));
        }

        @Test
        void aRemovedExtensionIsRemovedAtTheServer() throws Exception {
            feed("phones", "2001", DeviceState.RINGING);
            handler.startPublishing(client);
            client.take();
            pbx.extensionRemoved("phones", "2001");
            pbx.extensionRemoved("phones", "2002");
            assertEquals(List.of("2001 removed"), client.take());
            feed("phones", "2001", DeviceState.INUSE);
            assertEquals(List.of("2001 On the phone"), summaries(client));
        }

        @Test
        void aChangedFilterWithdrawsThoseThatItLeavesOut() throws Exception {
            feed("phones", "2001", DeviceState.RINGING);
            feed("phones", "3001", DeviceState.RINGING);
            handler.startPublishing(client).run();
            client.take();
            handler.startPublishing(client.with("@exten", "^3"));
            assertEquals(
                    List.of("2001 removed", "3001 Ringing"),
                    summaries(client).stream().sorted().toList());
        }

        @Test
        void anExtensionThatWentWhileNobodyPublishedIsWithdrawnAtTheNextStart() throws Exception {
            feed("phones", "2001", DeviceState.RINGING);
            handler.startPublishing(client).run();
            client.take();
            pbx.extensionRemoved("phones", "2001");
            assertEquals(List.of(), client.take());
            handler.startPublishing(client);
            assertEquals(List.of("2001 removed"), client.take());
        }

        @Test
        void ofOneExtensionInTwoContextsTheLastToChangeIsPublishedAndThenTheOneBefore() throws Exception {
            handler.startPublishing(client);
            feed("a", "2001", DeviceState.RINGING);
            feed("b", "2001", DeviceState.INUSE);
            pbx.extensionRemoved("b", "2001");
            pbx.extensionRemoved("a", "2001");
            assertEquals(
                    List.of("2001 Ringing", "2001 On the phone", "2001 Ringing", "2001 removed"), summaries(client));
        }

        @Test
        void aNoteOfTheHostIsPublished() throws Exception {
            handler.startPublishing(client);
            pbx.extensionState(
                    "phones", "2001", ExtensionState.of(DeviceState.NOT_INUSE).withNote("At lunch"));
            assertEquals(List.of("2001 At lunch"), summaries(client));
        }

        @ParameterizedTest
        @CsvSource({
            "application/pidf+xml, <note>Ready</note>",
            "Application/PIDF+XML, <note>Ready</note>",
            "application/xpidf+xml, <msnsubstatus substatus=\"online\" />",
            "application/cpim-pidf+xml, <msnsubstatus substatus=\"online\" />"
        })
        void bodyNamesTheDocument(String body, String part) throws Exception {
            feed("phones", "2001", DeviceState.NOT_INUSE);
            handler.startPublishing(client.with("@body", body));
            String call = client.take().get(0);
            assertTrue(call.contains(part), call);
        }

        @Test
        void theStrictFormIsAnOption() throws Exception {
            feed("phones", "2001", DeviceState.NOT_INUSE);
            handler.startPublishing(client.with("@strict_body", "yes"));
            String call = client.take().get(0);
            assertTrue(call.contains("<tuple id=\"t2001\">"), call);
        }

        @Test
        void nothingIsPublishedAfterTheEnd() throws Exception {
            Runnable stop = handler.startPublishing(client);
            stop.run();
            feed("phones", "2001", DeviceState.RINGING);
            assertEquals(List.of(), client.take());
        }

        @Test
        void aDumpIsNotNeededBecauseEachPublicationHoldsItsFullState() throws Exception {
            feed("phones", "2001", DeviceState.RINGING);
            handler.startPublishing(client);
            client.take();
            handler.createdAnew(client, Optional.empty());
            assertEquals(List.of(), client.take());
        }
    }

    @Nested
    class Dialog {
        private final PackageHandler handler = new PackageHandler(new ExtensionStates("dialog", pbx, new LongAdder()));
        private final RecordingClient client =
                new RecordingClient("dialog", true).with("@body", "application/dialog-info+xml");

        @Test
        void eachUsersDocumentsAreCountedFromZero() throws Exception {
            handler.startPublishing(client);
            feed("phones", "2001", DeviceState.RINGING);
            feed("phones", "2002", DeviceState.RINGING);
            feed("phones", "2001", DeviceState.INUSE);
            feed("phones", "2001", DeviceState.NOT_INUSE);
            feed("phones", "2002", DeviceState.NOT_INUSE);
            assertEquals(
                    List.of(
                            "2001 early#0",
                            "2002 early#0",
                            "2001 confirmed#1",
                            "2001 terminated#2",
                            "2002 terminated#1"),
                    summaries(client));
        }

        @Test
        void aChangeThatTheDocumentDoesNotTellIsNotCounted() throws Exception {
            handler.startPublishing(client);
            feed("phones", "2001", DeviceState.INUSE);
            feed("phones", "2001", DeviceState.BUSY);
            feed("phones", "2001", DeviceState.NOT_INUSE);
            assertEquals(List.of("2001 confirmed#0", "2001 confirmed#0", "2001 terminated#1"), summaries(client));
        }

        @Test
        void versionsGoOnWhenTheHandlerStartsAgain() throws Exception {
            feed("phones", "2001", DeviceState.RINGING);
            handler.startPublishing(client).run();
            handler.startPublishing(client).run();
            feed("phones", "2001", DeviceState.INUSE);
            handler.startPublishing(client.with("@exten", "^2"));
            assertEquals(List.of("2001 early#0", "2001 early#0", "2001 confirmed#1"), summaries(client));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    presence | no  | application/pidf+xml      | | | | multi_user: each extension is published as a user of its own; expected yes
                    presence | yes |                           | | | | @body: event=presence needs it to know which document to publish; expected application/pidf+xml or application/xpidf+xml or application/cpim-pidf+xml
                    dialog   | yes |                           | | | | @body: event=dialog needs it to know which document to publish; expected application/dialog-info+xml
                    presence | yes | application/pidf-xml      | | | | @body: 'application/pidf-xml' is no document of event=presence; did you mean 'application/pidf+xml'?
                    dialog   | yes | application/pidf+xml      | | | | @body: 'application/pidf+xml' is no document of event=dialog; expected application/dialog-info+xml
                    presence | yes | application/pidf+xml      | [ | | | @context: '[' is not a regular expression: a [ has no ]
                    presence | yes | application/pidf+xml      | | (a | | @exten: '(a' is not a regular expression: a ( has no )
                    presence | yes | application/pidf+xml      | | | maybe | @strict_body: 'maybe' is not yes or no
                    presence | yes | application/xpidf+xml     | | | yes | @strict_body: application/xpidf+xml has no schema to be strict to; expected no
                    """)
    void unusableOptionsAreNamed(
            String event, String multiUser, String body, String context, String exten, String strict, String message) {
        RecordingClient client = new RecordingClient(event, multiUser.equals("yes"));
        if (body != null) {
            client.with("@body", body);
        }
        if (context != null) {
            client.with("@context", context);
        }
        if (exten != null) {
            client.with("@exten", exten);
        }
        if (strict != null) {
            client.with("@strict_body", strict);
        }
        PackageHandler handler = new PackageHandler(new ExtensionStates(event, pbx, new LongAdder()));
        UnusableOptionsException refused =
                assertThrows(UnusableOptionsException.class, () -> handler.startPublishing(client));
        assertEquals(message, refused.getMessage());
    }
}
