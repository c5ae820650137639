package org.outpub.publish.control;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.Workload;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.state.PbxState;

/** What the control interface needs of a running agent. Implementations are safe for use by many threads. */
public interface Control {
    /**
     * How every publication fares.
     *
     * @return completed once each has been asked
     */
    CompletionStage<List<PublicationStatus>> statuses();

    /**
     * What there is to do now.
     *
     * @return publications by phase, and what waits
     */
    Workload workload();

    /**
     * Finds the client that publishes for a configuration object.
     *
     * @param id the object's id
     * @return completed with empty if there is no such publication
     */
    CompletionStage<Optional<PublishClient>> client(String id);

    /**
     * What the event packages publish.
     *
     * @return to be fed
     */
    PbxState pbxState();

    /**
     * Reads the configuration anew.
     *
     * @return what changed
     */
    ReloadReport reload();

    /**
     * The last reload, whoever asked for it.
     *
     * @return what it did
     */
    ReloadReport lastReload();
}
