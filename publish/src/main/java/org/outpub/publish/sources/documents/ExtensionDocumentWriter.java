package org.outpub.publish.sources.documents;

import org.outpub.api.publication.PublicationBody;

/** Writes documents about extensions. Pure. */
@FunctionalInterface
public interface ExtensionDocumentWriter {
    /**
     * Writes one.
     *
     * @param view what it is about
     * @param version counts a user's documents from 0; kinds that have no version do without
     * @return the document, the same for the same input
     */
    PublicationBody write(ExtensionView view, long version);
}
