package org.outpub.publish.daemon;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.Workload;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.state.PbxState;
import org.outpub.publish.Outpub;
import org.outpub.publish.control.Control;

/**
 * The running agent, as the control interface sees it.
 *
 * @param outpub loaded
 * @param pbxState what its event packages publish
 */
record ControlledAgent(Outpub outpub, PbxState pbxState) implements Control {
    @Override
    public CompletionStage<List<PublicationStatus>> statuses() {
        return outpub.statuses();
    }

    @Override
    public Workload workload() {
        return outpub.workload();
    }

    @Override
    public CompletionStage<Optional<PublishClient>> client(String id) {
        return outpub.client(id);
    }

    @Override
    public ReloadReport reload() {
        return outpub.reload();
    }

    @Override
    public ReloadReport lastReload() {
        return outpub.lastReload();
    }
}
