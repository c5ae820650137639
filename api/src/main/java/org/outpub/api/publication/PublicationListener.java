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

    /**
     * Takes the end of a request, before the change of phase that it causes.
     *
     * @param report how it ended
     */
    default void requestEnded(RequestReport report) {}
}
