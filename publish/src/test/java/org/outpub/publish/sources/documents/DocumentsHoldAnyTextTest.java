package org.outpub.publish.sources.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.ExtensionState;
import org.outpub.api.state.MessageCounts;
import org.outpub.api.state.Party;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Whatever stands in a name comes out of a parser as it went in; the seed says which texts. */
class DocumentsHoldAnyTextTest {
    private static final int TEXTS = 200;

    private static final DocumentBuilder PARSER = parser();

    private static DocumentBuilder parser() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder();
        } catch (ParserConfigurationException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static Document parse(PublicationBody body) throws Exception {
        return PARSER.parse(new ByteArrayInputStream(body.bytes()));
    }

    private static Element only(Document document, String name) {
        assertEquals(1, document.getElementsByTagName(name).getLength(), name);
        return (Element) document.getElementsByTagName(name).item(0);
    }

    /** XML 1.0, production 2. */
    private static String asXmlHoldsIt(String text) {
        StringBuilder held = new StringBuilder();
        text.codePoints()
                .map(c -> c == '\t'
                                || c == '\n'
                                || c == '\r'
                                || (c >= ' ' && c <= 0xD7FF)
                                || (c >= 0xE000 && c <= 0xFFFD)
                                || c > 0xFFFF
                        ? c
                        : 0xFFFD)
                .forEach(held::appendCodePoint);
        return held.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20260101, -7})
    void xmlGivesBackEveryText(long seed) throws Exception {
        RandomTexts texts = new RandomTexts(seed);
        for (int i = 0; i < TEXTS; i++) {
            String exten = texts.next();
            String local = texts.next();
            String remote = texts.next();
            String note = texts.next();
            Party caller = new Party(texts.next(), texts.next());
            ExtensionView view =
                    new ExtensionView(exten, local, remote, new ExtensionState(DeviceState.RINGING, note, caller));

            Document pidf = parse(ExtensionDocument.PIDF.deployed().write(view, 0));
            assertEquals(asXmlHoldsIt(local), pidf.getDocumentElement().getAttribute("entity"));
            assertEquals(asXmlHoldsIt(note), only(pidf, "note").getTextContent());
            assertEquals(asXmlHoldsIt(exten), only(pidf, "tuple").getAttribute("id"));
            assertEquals(asXmlHoldsIt(remote), only(pidf, "contact").getTextContent());

            Document xpidf = parse(ExtensionDocument.XPIDF.deployed().write(view, 0));
            assertEquals(
                    asXmlHoldsIt(remote + ";method=SUBSCRIBE"),
                    only(xpidf, "presentity").getAttribute("uri"));
            assertEquals(asXmlHoldsIt(exten), only(xpidf, "atom").getAttribute("id"));

            Document dialog = parse(ExtensionDocument.DIALOG_INFO.deployed().write(view, 0));
            Element identity = (Element)
                    only(dialog, "remote").getElementsByTagName("identity").item(0);
            assertEquals(asXmlHoldsIt(exten), only(dialog, "dialog").getAttribute("id"));
            assertEquals(asXmlHoldsIt(caller.uri()), identity.getTextContent());
            assertEquals(asXmlHoldsIt(String.valueOf(caller.displayName())), identity.getAttribute("display"));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 20260102, -8})
    void jsonGivesBackEveryText(long seed) throws Exception {
        RandomTexts texts = new RandomTexts(seed);
        ObjectMapper mapper = new ObjectMapper();
        for (int i = 0; i < TEXTS; i++) {
            String name = texts.next();
            JsonNode device = mapper.readTree(
                    AsteriskDocuments.deviceState(name, DeviceState.BUSY, "e").bytes());
            JsonNode mailbox = mapper.readTree(AsteriskDocuments.mailboxState(name, MessageCounts.NONE, "e")
                    .bytes());
            // Half a pair has no octets in UTF-8; the JDK writes a question mark for it.
            String held = new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            assertEquals(held, device.get("device").textValue());
            assertEquals(held, mailbox.get("uniqueid").textValue());
        }
    }
}
