package org.outpub.it.load;

import java.util.List;
import org.outpub.api.publication.PublicationBody;

/** The documents that are published: presence of one telephone. */
final class SampleState {
    static final String CONTENT_TYPE = "application/pidf+xml";
    /** Two states of the same length, so that each publish of the other one is a change. */
    static final List<String> TEXTS = List.of(text("open  "), text("closed"));

    private SampleState() {}

    private static String text(String basic) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" \
                entity="sip:desk@pbx.example.com">
                 <tuple id="t1"><status><basic>%s</basic></status>\
                <contact priority="1">sip:desk@pbx.example.com</contact></tuple>
                 <dm:person id="p1"><dm:note>at the desk</dm:note></dm:person>
                </presence>
                """.formatted(basic);
    }

    static List<PublicationBody> bodies() {
        return TEXTS.stream().map(SampleState::body).toList();
    }

    static PublicationBody body(String text) {
        return PublicationBody.of(CONTENT_TYPE, text);
    }

    /** A state that tells when it was due and when it was handed in. */
    static PublicationBody stamped(long dueNanos) {
        return body(TEXTS.get(0) + TimeStamps.text(dueNanos, System.nanoTime()));
    }
}
