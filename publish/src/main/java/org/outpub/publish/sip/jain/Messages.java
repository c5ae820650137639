package org.outpub.publish.sip.jain;

import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.message.SIPMessage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads headers out of parsed messages as text, also those that the library could not make sense of. */
final class Messages {
    private static final Map<String, String> LONG_FORMS = Map.of(
            "c", "content-type",
            "e", "content-encoding",
            "f", "from",
            "i", "call-id",
            "k", "supported",
            "l", "content-length",
            "o", "event",
            "t", "to",
            "u", "allow-events",
            "v", "via");

    private Messages() {}

    /** Values by header name in lower case and long form, in the order of the message. */
    static Map<String, List<String>> headers(SIPMessage message) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (Iterator<SIPHeader> each = message.getHeaders(); each.hasNext(); ) {
            add(headers, each.next().toString());
        }
        message.getUnrecognizedHeaders().forEachRemaining(line -> add(headers, line));
        return headers;
    }

    private static void add(Map<String, List<String>> headers, String lines) {
        for (String line : lines.split("\r?\n(?![ \t])")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                String value =
                        line.substring(colon + 1).replaceAll("\r?\n[ \t]+", " ").strip();
                headers.computeIfAbsent(LONG_FORMS.getOrDefault(name, name), absent -> new ArrayList<>(1))
                        .add(value);
            }
        }
    }
}
