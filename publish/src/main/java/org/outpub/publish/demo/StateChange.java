package org.outpub.publish.demo;

import org.outpub.api.publication.PublicationBody;

/**
 * A change of what a compositor holds. Immutable.
 *
 * @param kind what happened
 * @param resource the Request-URI
 * @param event the event package
 * @param body the document
 * @param seconds how long it was granted; 0 when it is gone
 */
public record StateChange(Kind kind, String resource, String event, PublicationBody body, long seconds) {
    /** What happened to published state. */
    public enum Kind {
        /** It is new. */
        CREATED,
        /** It lives longer. */
        REFRESHED,
        /** Its document was replaced. */
        MODIFIED,
        /** Its publisher removed it. */
        REMOVED,
        /** Its lifetime ended. */
        EXPIRED
    }
}
