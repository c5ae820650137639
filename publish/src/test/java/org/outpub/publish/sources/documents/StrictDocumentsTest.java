package org.outpub.publish.sources.documents;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.util.Objects;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.transform.Source;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.ExtensionState;
import org.outpub.api.state.Party;
import org.xml.sax.SAXException;

/** Strict documents against the rules of their RFCs, which {@code src/test/resources/schema} states as schemas. */
class StrictDocumentsTest {
    private static final Schema PIDF = schema("xml.xsd", "rpid.xsd", "data-model.xsd", "pidf.xsd");
    private static final Schema DIALOG_INFO = schema("dialog-info.xsd");
    private static final ExtensionDocumentWriter STRICT_PIDF =
            ExtensionDocument.PIDF.strict().orElseThrow();
    private static final ExtensionDocumentWriter STRICT_DIALOG_INFO =
            ExtensionDocument.DIALOG_INFO.strict().orElseThrow();

    private static Schema schema(String... files) {
        Source[] sources = Stream.of(files)
                .map(file -> new StreamSource(
                        Objects.requireNonNull(StrictDocumentsTest.class.getResource("/schema/" + file), file)
                                .toString()))
                .toArray(Source[]::new);
        try {
            return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI).newSchema(sources);
        } catch (SAXException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static void validate(Schema schema, PublicationBody body) throws Exception {
        schema.newValidator().validate(new StreamSource(new ByteArrayInputStream(body.bytes())));
    }

    private static ExtensionView view(String exten, DeviceState state) {
        Party caller = new Party("sip:3000@pbx.example", "Ann");
        return new ExtensionView(
                exten, "sip:desk@pbx.example", "sip:desk@server.example", new ExtensionState(state, "note", caller));
    }

    @ParameterizedTest
    @EnumSource(DeviceState.class)
    void everyStateIsValid(DeviceState state) {
        assertDoesNotThrow(() -> validate(PIDF, STRICT_PIDF.write(view("2001", state), 0)));
        assertDoesNotThrow(() -> validate(DIALOG_INFO, STRICT_DIALOG_INFO.write(view("2001", state), 4_294_967_296L)));
    }

    @Test
    void everyExtensionIsValid() {
        RandomTexts texts = new RandomTexts(3);
        for (int i = 0; i < 200; i++) {
            ExtensionView view = view(texts.next(), DeviceState.RINGING);
            assertDoesNotThrow(() -> validate(PIDF, STRICT_PIDF.write(view, 0)));
            assertDoesNotThrow(() -> validate(DIALOG_INFO, STRICT_DIALOG_INFO.write(view, 0)));
        }
    }

    @ParameterizedTest
    @EnumSource(DeviceState.class)
    void theDeployedPidfBreaksTheRulesWhichIsWhyThereAreTwo(DeviceState state) {
        PublicationBody deployed = ExtensionDocument.PIDF.deployed().write(view("a2001", state), 0);
        SAXException refused = assertThrows(SAXException.class, () -> validate(PIDF, deployed));
        assertTrue(refused.getMessage().contains("tuple"), refused.getMessage());
    }

    @ParameterizedTest
    @EnumSource(DeviceState.class)
    void theDeployedDialogInfoIsValidButForCallersAndHold(DeviceState state) throws Exception {
        PublicationBody deployed = ExtensionDocument.DIALOG_INFO.deployed().write(view("2001", state), 0);
        if (state == DeviceState.RINGING || state == DeviceState.ONHOLD) {
            assertThrows(SAXException.class, () -> validate(DIALOG_INFO, deployed));
        } else {
            validate(DIALOG_INFO, deployed);
        }
    }
}
