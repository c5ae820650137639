package org.outpub.publish.cluster;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;

/**
 * Documents where all nodes of a cluster see them. Each call is one step. Blocks; throws {@link
 * org.outpub.api.sorcery.wizard.StorageException} if it cannot be done, or may or may not have been.
 */
interface DocumentStore {
    /**
     * Whose document.
     *
     * @param section of the publication
     * @param user empty for the section itself
     */
    record Name(String section, String user) implements Comparable<Name> {
        @Override
        public int compareTo(Name other) {
            int sections = section.compareTo(other.section);
            return sections == 0 ? user.compareTo(other.user) : sections;
        }
    }

    /**
     * A document as it is kept.
     *
     * @param version another one after each change
     * @param body null if what was published is to be removed
     * @param fault why there is none that can be published; empty if there is
     */
    record Kept(Name name, String version, @Nullable PublicationBody body, String fault) {}

    /** All of some sections. */
    List<Kept> ofSections(Collection<String> sections);

    /** Those of some names that are there. */
    List<Kept> named(Collection<Name> names);

    /** The versions of all there are. */
    Map<Name, String> versions();

    /**
     * Keeps documents.
     *
     * @param bodies empty for those that are to be removed
     * @return the versions that they have now
     */
    Map<Name, String> put(Map<Name, Optional<PublicationBody>> bodies);

    /** Has all documents of a section's users removed. */
    void removeUsers(String section);
}
