package org.outpub.publish.publication;

import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;

/**
 * What should be at the server. Never dropped: whatever fails, it is tried again until it is true.
 *
 * @param body the document that should be there; null if nothing should
 * @param ending whether the publication ends once nothing is there
 */
record Wish(@Nullable PublicationBody body, boolean ending) {
    static final Wish NOTHING = new Wish(null, false);
    static final Wish END = new Wish(null, true);

    static Wish of(PublicationBody body) {
        return new Wish(body, false);
    }
}
