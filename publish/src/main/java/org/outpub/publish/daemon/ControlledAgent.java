package org.outpub.publish.daemon;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.outpub.api.config.Origin;
import org.outpub.api.publication.PublicationDetails;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.TracedMessage;
import org.outpub.api.publication.Workload;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.state.PbxState;
import org.outpub.publish.Outpub;
import org.outpub.publish.cluster.Cluster.NodeStatus;
import org.outpub.publish.cluster.ClusterDocuments;
import org.outpub.publish.config.ConfigurationView;
import org.outpub.publish.config.Plan;
import org.outpub.publish.control.About;
import org.outpub.publish.control.Control;
import org.outpub.publish.control.LogLevel;
import org.outpub.publish.control.Peers;

/**
 * The running agent, as the control interface sees it.
 *
 * @param outpub loaded
 * @param pbxState what its event packages publish
 * @param about what is running
 */
record ControlledAgent(Outpub outpub, PbxState pbxState, About about) implements Control {
    @Override
    public CompletionStage<List<PublicationStatus>> statuses() {
        return outpub.statuses();
    }

    @Override
    public CompletionStage<List<PublicationDetails>> details(String id, Optional<String> user) {
        return user.isEmpty() ? outpub.details(id) : outpub.details(id, user.get());
    }

    @Override
    public CompletionStage<Integer> push(String id, Optional<String> user) {
        return user.isEmpty() ? outpub.push(id) : outpub.push(id, user.get());
    }

    @Override
    public CompletionStage<Integer> pushAll() {
        return outpub.pushAll();
    }

    @Override
    public CompletionStage<List<TracedMessage>> trace() {
        return outpub.trace();
    }

    @Override
    public CompletionStage<List<TracedMessage>> trace(String id, Optional<String> user) {
        return user.isEmpty() ? outpub.trace(id) : outpub.trace(id, user.get());
    }

    @Override
    public Map<String, Origin> places(String id) {
        return outpub.places(id);
    }

    @Override
    public List<NodeStatus> nodes() {
        return outpub.nodes();
    }

    @Override
    public Peers peers() {
        return new Peers(outpub.asterisks(), outpub.inbound());
    }

    @Override
    public Optional<ClusterDocuments> documents() {
        return outpub.documents();
    }

    @Override
    public Optional<String> ownerOf(String id) {
        return outpub.ownerOf(id);
    }

    @Override
    public Plan plan() {
        return outpub.plan();
    }

    @Override
    public ConfigurationView configuration() {
        return outpub.configuration();
    }

    @Override
    public LogLevel logLevel(String logger) {
        return Logging.level(logger);
    }

    @Override
    public boolean isLogger(String logger) {
        return Logging.isLogger(logger);
    }

    @Override
    public void logLevel(String logger, LogLevel level) {
        Logging.level(logger, level);
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
    public ReloadReport reloadAcceptingEmpty() {
        return outpub.reloadAcceptingEmpty();
    }

    @Override
    public ReloadReport lastReload() {
        return outpub.lastReload();
    }
}
