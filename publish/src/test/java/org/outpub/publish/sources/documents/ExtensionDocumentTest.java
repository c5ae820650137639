package org.outpub.publish.sources.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.ExtensionState;
import org.outpub.api.state.Party;

/** The documents are in {@code src/test/resources/documents}, a folder for each kind and a file for each state. */
class ExtensionDocumentTest {
    private static final ExtensionState RINGING = ExtensionState.of(DeviceState.RINGING);
    private static final Party CALLER = new Party("sip:3000@pbx.example", "Ann \"A\" <Lee>");

    private static ExtensionView desk(ExtensionState state) {
        return new ExtensionView("2001", "sip:2001@pbx.example", "sip:2001@server.example", state);
    }

    private static String text(PublicationBody body) {
        return new String(body.bytes(), StandardCharsets.UTF_8);
    }

    private static void assertDocument(String folder, DeviceState state, PublicationBody body) throws IOException {
        String file = "/documents/" + folder + "/" + state + ".xml";
        try (InputStream in = Objects.requireNonNull(ExtensionDocumentTest.class.getResourceAsStream(file), file)) {
            assertEquals(new String(in.readAllBytes(), StandardCharsets.UTF_8), text(body));
        }
    }

    @ParameterizedTest
    @EnumSource(DeviceState.class)
    void pidfIsAsDeployed(DeviceState state) throws IOException {
        PublicationBody body = ExtensionDocument.PIDF.deployed().write(desk(ExtensionState.of(state)), 7);
        assertEquals("application/pidf+xml", body.contentType());
        assertDocument("pidf", state, body);
    }

    @ParameterizedTest
    @EnumSource(DeviceState.class)
    void strictPidfHasTheNoteBehindTheTupleAndIdsThatAreNames(DeviceState state) throws IOException {
        PublicationBody body = ExtensionDocument.PIDF.strict().orElseThrow().write(desk(ExtensionState.of(state)), 7);
        assertEquals("application/pidf+xml", body.contentType());
        assertDocument("strict-pidf", state, body);
    }

    @ParameterizedTest
    @EnumSource(DeviceState.class)
    void xpidfIsAsDeployed(DeviceState state) throws IOException {
        PublicationBody body = ExtensionDocument.XPIDF.deployed().write(desk(ExtensionState.of(state)), 7);
        assertEquals("application/xpidf+xml", body.contentType());
        assertDocument("xpidf", state, body);
    }

    @ParameterizedTest
    @EnumSource(DeviceState.class)
    void cpimPidfIsXpidfUnderAnotherName(DeviceState state) throws IOException {
        PublicationBody body = ExtensionDocument.CPIM_PIDF.deployed().write(desk(ExtensionState.of(state)), 7);
        assertEquals("application/cpim-pidf+xml", body.contentType());
        assertDocument("xpidf", state, body);
    }

    @ParameterizedTest
    @EnumSource(DeviceState.class)
    void dialogInfoIsAsDeployed(DeviceState state) throws IOException {
        PublicationBody body = ExtensionDocument.DIALOG_INFO.deployed().write(desk(ExtensionState.of(state)), 7);
        assertEquals("application/dialog-info+xml", body.contentType());
        assertDocument("dialog-info", state, body);
    }

    @Test
    void aKnownCallerStandsBeforeTheStateOfARingingDialog() {
        assertEquals("""
                <?xml version="1.0" encoding="UTF-8"?>
                <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="0" state="full" entity="sip:2001@pbx.example">
                 <dialog id="2001" direction="recipient">
                  <remote>
                   <identity display="Ann &quot;A&quot; &lt;Lee&gt;">sip:3000@pbx.example</identity>
                   <target uri="sip:3000@pbx.example" />
                  </remote>
                  <local>
                   <identity>sip:2001@pbx.example</identity>
                   <target uri="sip:2001@pbx.example" />
                  </local>
                  <state>early</state>
                 </dialog>
                </dialog-info>
                """, text(ExtensionDocument.DIALOG_INFO.deployed().write(desk(RINGING.withCaller(CALLER)), 0)));
    }

    @Test
    void strictDialogInfoHasTheStateBeforeTheParties() {
        assertEquals(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="0" state="full" entity="sip:2001@pbx.example">
                 <dialog id="2001" direction="recipient">
                  <state>early</state>
                  <local>
                   <identity>sip:2001@pbx.example</identity>
                   <target uri="sip:2001@pbx.example" />
                  </local>
                  <remote>
                   <identity display="Ann &quot;A&quot; &lt;Lee&gt;">sip:3000@pbx.example</identity>
                   <target uri="sip:3000@pbx.example" />
                  </remote>
                 </dialog>
                </dialog-info>
                """,
                text(ExtensionDocument.DIALOG_INFO.strict().orElseThrow().write(desk(RINGING.withCaller(CALLER)), 0)));
    }

    @ParameterizedTest
    @EnumSource(value = DeviceState.class, mode = EnumSource.Mode.EXCLUDE, names = "RINGING")
    void aCallerIsToldOnlyWhileItRings(DeviceState state) throws IOException {
        ExtensionState called = ExtensionState.of(state).withCaller(CALLER);
        assertDocument(
                "dialog-info", state, ExtensionDocument.DIALOG_INFO.deployed().write(desk(called), 7));
    }

    @Test
    void aNoteOfTheHostTakesThePlaceOfTheStatesOwn() {
        String document = text(ExtensionDocument.PIDF.deployed().write(desk(RINGING.withNote("At lunch & out")), 0));
        assertEquals(
                " <note>At lunch &amp; out</note>", document.lines().toList().get(2));
    }

    @Test
    void anUnchangedStateGivesAnUnchangedDocument() {
        for (ExtensionDocument kind : ExtensionDocument.values()) {
            assertEquals(
                    kind.deployed().write(desk(RINGING), 3), kind.deployed().write(desk(RINGING), 3));
        }
    }

    @Test
    void theKindsBelongToTheirEvents() {
        assertEquals(
                List.of(ExtensionDocument.PIDF, ExtensionDocument.XPIDF, ExtensionDocument.CPIM_PIDF),
                ExtensionDocument.ofEvent("presence"));
        assertEquals(List.of(ExtensionDocument.DIALOG_INFO), ExtensionDocument.ofEvent("dialog"));
        assertEquals(List.of(), ExtensionDocument.ofEvent("message-summary"));
    }

    @Test
    void whatHasNoSchemaHasNoStrictForm() {
        assertEquals(Optional.empty(), ExtensionDocument.XPIDF.strict());
        assertEquals(Optional.empty(), ExtensionDocument.CPIM_PIDF.strict());
    }
}
