package org.outpub.publish.wire;

import gov.nist.javax.sip.parser.StringMsgParser;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import javax.sip.address.SipURI;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.delivery.Contact;

/**
 * What a coverage-guided fuzzer calls with URIs and rows of Contact that it invents ({@code docs/security.md}): what is taken
 * is read alike by another parser, and again by ours; a message about what is not taken shows no password.
 */
public final class UriFuzz {
    private static final String PASSWORD = "hunter2";

    private UriFuzz() {}

    /**
     * Reads a text as a URI and as a row of Contact.
     *
     * @param input any bytes
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        try {
            sound(SipUri.parse(text));
        } catch (InvalidValueException refused) {
            AnswerFuzz.check(refused.getMessage().length() < 300, "a long reason");
            AnswerFuzz.check(
                    refused.getMessage().chars().noneMatch(Character::isISOControl), "the reason is not clean");
        }
        String shown = SipUri.codec().shown("sip:alice:" + PASSWORD + "@" + text);
        AnswerFuzz.check(text.contains("hunt") || !shown.contains(PASSWORD), shown);
        List<Contact> contacts = ContactReader.read(text, AnswerReader.MOST_VALUES);
        AnswerFuzz.check(contacts.size() <= AnswerReader.MOST_VALUES, "too many");
        contacts.forEach(contact -> sound(contact.uri()));
    }

    /** Each form in which it is sent is one that others read as it is meant. */
    static void sound(SipUri uri) {
        for (SipUri form :
                List.of(uri, uri.asRequestUri(), uri.asIdentity(), uri.without("lr"), uri.withUser("ü \r"))) {
            try {
                AnswerFuzz.check(SipUri.parse(form.toString()).equals(form), "read as another one: " + form);
                SipURI other = (SipURI) new StringMsgParser().parseUrl(form.toString());
                AnswerFuzz.check(other.getHost().equalsIgnoreCase(form.host()), form + ": " + other.getHost());
                AnswerFuzz.check(other.getPort() == (form.port() == 0 ? -1 : form.port()), form.toString());
            } catch (InvalidValueException | ParseException refused) {
                throw new AssertionError(form.toString(), refused);
            }
        }
    }
}
