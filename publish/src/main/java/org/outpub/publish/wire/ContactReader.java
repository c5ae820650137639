package org.outpub.publish.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.delivery.Contact;

/**
 * Reads a row of Contact (RFC 3261 §20.10, §25.1). Those that are no SIP URI, or malformed, are left out. One pass: each
 * character is looked at a fixed number of times. Pure.
 */
final class ContactReader {
    private static final int BEST = 1000;
    private static final int LONGEST_NUMBER = 10;
    private final String row;
    private final int end;
    private int at;

    private ContactReader(String row) {
        this.row = row;
        this.end = row.length();
    }

    /**
     * Reads a row.
     *
     * @param row without control characters
     * @param most how many are wanted
     * @return those that can be used, in their order
     */
    static List<Contact> read(String row, int most) {
        List<Contact> contacts = new ArrayList<>(1);
        ContactReader reader = new ContactReader(row);
        while (reader.at < reader.end && contacts.size() < most) {
            Contact contact = reader.next();
            if (contact != null) {
                contacts.add(contact);
            }
        }
        return contacts;
    }

    /** Reads up to behind the next comma that separates. */
    private @Nullable Contact next() {
        skipBlanks();
        boolean named = at < end && row.charAt(at) == '"';
        if (named) {
            skipQuoted();
            skipBlanks();
        }
        int start = at;
        skipTo("<>\",;?");
        if (at < end && row.charAt(at) == '<' && (!named || start == at)) {
            return bracketed();
        }
        String uri = row.substring(start, at).strip();
        boolean plain = !named && (at == end || row.charAt(at) == ',' || row.charAt(at) == ';');
        return parameters(plain && uri.indexOf(' ') < 0 && uri.indexOf('\t') < 0 ? uri : "");
    }

    private @Nullable Contact bracketed() {
        int start = ++at;
        skipTo("<>");
        if (at == end || row.charAt(at) == '<') {
            return parameters("");
        }
        String uri = row.substring(start, at++).strip();
        skipBlanks();
        boolean sound = at == end || row.charAt(at) == ',' || row.charAt(at) == ';';
        return parameters(sound ? uri : "");
    }

    /** Without brackets, parameters are the header's and not the URI's. */
    private @Nullable Contact parameters(String uri) {
        int quality = BEST;
        OptionalLong expires = OptionalLong.empty();
        while (at < end && row.charAt(at) != ',') {
            int start = at;
            skipParameter();
            String parameter = row.substring(start, at);
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? "" : parameter.substring(0, equals).strip();
            String value = equals < 0 ? "" : parameter.substring(equals + 1).strip();
            if (name.equalsIgnoreCase("q")) {
                quality = permille(value);
            } else if (name.equalsIgnoreCase("expires")) {
                expires = seconds(value);
            }
            if (at < end && row.charAt(at) == ';') {
                at++;
            }
        }
        at++;
        try {
            return uri.isEmpty() ? null : new Contact(SipUri.parse(uri), quality, expires);
        } catch (InvalidValueException unusable) {
            // "*", tel:, mailto: and the like lead nowhere for us.
            return null;
        }
    }

    /** A q value has at most three digits behind its point (§25.1); what is none counts as none. */
    private static int permille(String text) {
        boolean sound = !text.isEmpty()
                && text.length() <= "0.000".length()
                && text.charAt(0) == '0'
                && (text.length() == 1 || text.charAt(1) == '.');
        int permille = 0;
        for (int i = 2; i < "0.000".length(); i++) {
            int digit = i < text.length() ? text.charAt(i) - '0' : 0;
            sound &= digit >= 0 && digit <= 9;
            permille = permille * 10 + digit;
        }
        return sound ? permille : BEST;
    }

    private static OptionalLong seconds(String text) {
        if (text.isEmpty() || text.length() > LONGEST_NUMBER || !text.chars().allMatch(Ascii::isDigit)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    private void skipBlanks() {
        while (at < end && Ascii.isBlank(row.charAt(at))) {
            at++;
        }
    }

    private void skipQuoted() {
        at++;
        while (at < end && row.charAt(at) != '"') {
            at += row.charAt(at) == '\\' ? 2 : 1;
        }
        at = Math.min(end, at + 1);
    }

    private void skipTo(String delimiters) {
        while (at < end && delimiters.indexOf(row.charAt(at)) < 0) {
            at++;
        }
    }

    private void skipParameter() {
        while (at < end && row.charAt(at) != ';' && row.charAt(at) != ',') {
            if (row.charAt(at) == '"') {
                skipQuoted();
            } else {
                at++;
            }
        }
    }
}
