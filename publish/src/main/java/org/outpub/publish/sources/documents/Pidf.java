package org.outpub.publish.sources.documents;

import static org.outpub.publish.sources.documents.XmlElement.named;
import static org.outpub.publish.sources.documents.XmlElement.withText;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** {@code application/pidf+xml}: RFC 3863 with the person of RFC 4479 and the activity of RFC 4480. */
final class Pidf {
    private Pidf() {}

    /** As deployed: the note before the tuple, and a person without an id. */
    static XmlElement deployed(ExtensionView view) {
        return presence(view)
                .containing(withText("note", view.note()), tuple(view, view.exten()), person(view, named("dm:person")));
    }

    /** Valid: RFC 3863 §4.4 has tuples first and wants an id to be a name; RFC 4479 §3.2 wants one on the person too. */
    static XmlElement strict(ExtensionView view) {
        return presence(view)
                .containing(
                        tuple(view, id("t", view.exten())),
                        withText("note", view.note()),
                        person(view, named("dm:person").attribute("id", id("p", view.exten()))));
    }

    private static XmlElement presence(ExtensionView view) {
        return named("presence")
                .attribute("entity", view.local())
                .attribute("xmlns", "urn:ietf:params:xml:ns:pidf")
                .attribute("xmlns:dm", "urn:ietf:params:xml:ns:pidf:data-model")
                .attribute("xmlns:rpid", "urn:ietf:params:xml:ns:pidf:rpid");
    }

    private static XmlElement tuple(ExtensionView view, String id) {
        return named("tuple")
                .attribute("id", id)
                .containing(
                        named("status").containing(withText("basic", view.lamp().basic)),
                        withText("contact", view.remote()).attribute("priority", "1"));
    }

    private static XmlElement person(ExtensionView view, XmlElement person) {
        return view.lamp().onThePhone
                ? person.containing(named("rpid:activities").containing(named("rpid:on-the-phone")))
                : person;
    }

    /** An XML name: a letter, then letters, digits and dashes as they are, and the octets of all else in hexadecimal. */
    private static String id(String letter, String exten) {
        StringBuilder name = new StringBuilder(letter);
        for (byte octet : exten.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            boolean plain = c == '-' || c < 0x80 && Character.isLetterOrDigit(c);
            name.append(plain ? String.valueOf(c) : "_" + HexFormat.of().toHexDigits(octet));
        }
        return name.toString();
    }
}
