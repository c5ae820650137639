package org.outpub.publish.publication;

/** What may help against a failure, besides time: nothing is tried again sooner for anything else. */
enum Cure {
    /** It may pass by itself; what is new waits until then. */
    TIME(""),
    /** Another document may be taken where this one was not, or configuration changes. */
    CONTENT(", or when content or configuration changes"),
    /** Only configuration; another document would be refused as well, and credentials be rejected again (RFC 3261 §22.1). */
    CONFIGURATION(", or at once when configuration changes");

    private final String words;

    Cure(String words) {
        this.words = words;
    }

    /** Behind the time of the next try. */
    String words() {
        return words;
    }
}
