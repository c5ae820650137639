package org.outpub.api.publication;

/** Hears how publications fare. Called on the module's executor, one call at a time for each publication. */
@FunctionalInterface
public interface PublicationListener {
    /**
     * Takes a change of phase.
     *
     * @param status what it is now
     */
    void changed(PublicationStatus status);
}
