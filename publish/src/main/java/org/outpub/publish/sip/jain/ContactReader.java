package org.outpub.publish.sip.jain;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.delivery.Contact;

/** Reads Contact headers (RFC 3261 §20.10, §25.1). Those that are no SIP URI, or malformed, are left out. Pure. */
final class ContactReader {
    /** A display name, quoted or not, and a URI in angle brackets. */
    private static final Pattern NAME_ADDRESS =
            Pattern.compile("\\s*(?:\"(?:[^\"\\\\]|\\\\.)*+\"|[^\"<>;,]*+)\\s*<\\s*([^<>]*?)\\s*>(.*)", Pattern.DOTALL);
    /** Without brackets, parameters are the header's and not the URI's. */
    private static final Pattern ADDRESS = Pattern.compile("\\s*([^;?<>\"\\s]+)\\s*(;.*)?", Pattern.DOTALL);

    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*(q|expires)\\s*=\\s*([0-9.]{1,10})\\s*(?=;|$)", Pattern.CASE_INSENSITIVE);
    private static final Pattern QUALITY = Pattern.compile("0(?:\\.([0-9]{0,3}))?|1(?:\\.0{0,3})?");
    private static final int BEST = 1000;

    private ContactReader() {}

    static List<Contact> read(MessageHead head) {
        List<Contact> contacts = new ArrayList<>();
        for (String row : head.all("contact")) {
            for (String value : AnswerReader.splitAtCommas(row)) {
                try {
                    contacts.add(contact(value));
                } catch (InvalidValueException unusable) {
                    // "*", tel:, mailto: and the like lead nowhere for us.
                    continue;
                }
            }
        }
        return contacts;
    }

    private static Contact contact(String value) throws InvalidValueException {
        Matcher matcher = NAME_ADDRESS.matcher(value);
        if (!matcher.matches()) {
            matcher = ADDRESS.matcher(value);
            if (!matcher.matches()) {
                throw new InvalidValueException("it is no address");
            }
        }
        int quality = BEST;
        OptionalLong expires = OptionalLong.empty();
        Matcher parameters = PARAMETER.matcher(matcher.group(2) == null ? "" : matcher.group(2));
        while (parameters.find()) {
            if (parameters.group(1).equalsIgnoreCase("q")) {
                quality = permille(parameters.group(2));
            } else if (parameters.group(2).indexOf('.') < 0) {
                expires = OptionalLong.of(Long.parseLong(parameters.group(2)));
            }
        }
        return new Contact(SipUri.parse(matcher.group(1)), quality, expires);
    }

    private static int permille(String text) {
        Matcher quality = QUALITY.matcher(text);
        if (!quality.matches() || text.startsWith("1")) {
            return BEST;
        }
        String digits = quality.group(1) == null ? "" : quality.group(1);
        return Integer.parseInt((digits + "000").substring(0, 3));
    }
}
