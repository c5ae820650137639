package org.outpub.publish.control;

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
import org.outpub.publish.cluster.Cluster.NodeStatus;
import org.outpub.publish.cluster.ClusterDocuments;
import org.outpub.publish.config.ConfigurationView;
import org.outpub.publish.config.Plan;

/** What the control interface needs of a running agent. Implementations are safe for use by many threads. */
public interface Control {
    /**
     * How every publication fares.
     *
     * @return completed once each has been asked
     */
    CompletionStage<List<PublicationStatus>> statuses();

    /**
     * All that is known of an object's publications.
     *
     * @param id the object's id
     * @param user of a single one; empty for all
     * @return completed with none if there is no such object or user
     */
    CompletionStage<List<PublicationDetails>> details(String id, Optional<String> user);

    /**
     * Sends an object's publications whole, now.
     *
     * @param id the object's id
     * @param user of a single one; empty for all
     * @return completed with how many, or with -1 if there is no such object
     */
    CompletionStage<Integer> push(String id, Optional<String> user);

    /**
     * Tries all at once that wait after a failure.
     *
     * @return completed with how many
     */
    CompletionStage<Integer> pushAll();

    /**
     * The last messages as they were on the wire; it is listened from now on, for half a minute.
     *
     * @return completed with messages, oldest first
     */
    CompletionStage<List<TracedMessage>> trace();

    /**
     * The same of an object's publications.
     *
     * @param id the object's id
     * @param user of a single one; empty for all
     * @return completed with messages, oldest first
     */
    CompletionStage<List<TracedMessage>> trace(String id, Optional<String> user);

    /**
     * Where the configuration says something of an object.
     *
     * @param id the object's id
     * @return places by option, and under the empty name of the object itself; empty if there is no such object
     */
    Map<String, Origin> places(String id);

    /**
     * What a reload would do. Reads files.
     *
     * @return the plan; nothing is changed
     */
    Plan plan();

    /**
     * The configuration by which everything runs.
     *
     * @return with or without secrets
     */
    ConfigurationView configuration();

    /**
     * What is logged.
     *
     * @param logger as a package or a class is called; empty for all of Outpub
     * @return this, and what is worse
     */
    LogLevel logLevel(String logger);

    /**
     * Whether anything has asked for a logger of that name so far.
     *
     * @param logger as above
     * @return false for a name that is probably misspelt
     */
    boolean isLogger(String logger);

    /**
     * Changes what is logged.
     *
     * @param logger as above
     * @param level this, and what is worse
     * @throws IllegalArgumentException if too many have been changed
     */
    void logLevel(String logger, LogLevel level);

    /**
     * What is running.
     *
     * @return the same always
     */
    About about();

    /**
     * The nodes of the cluster that the agent is one of.
     *
     * @return as it saw them last; none if it is alone
     */
    default List<NodeStatus> nodes() {
        return List.of();
    }

    /**
     * The other servers that states come from.
     *
     * @return how each fares; none if states come from the host alone
     */
    default Peers peers() {
        return Peers.NONE;
    }

    /**
     * The documents that all nodes of the cluster see.
     *
     * @return empty if the agent is alone
     */
    default Optional<ClusterDocuments> documents() {
        return Optional.empty();
    }

    /**
     * The node of the cluster that publishes a section.
     *
     * @param id the object's id
     * @return empty if the agent is alone, or none does, as far as is known
     */
    default Optional<String> ownerOf(String id) {
        return Optional.empty();
    }

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
     * The same, for somebody who means it when configuration says nothing any more.
     *
     * @return what changed
     */
    default ReloadReport reloadAcceptingEmpty() {
        return reload();
    }

    /**
     * The last reload, whoever asked for it.
     *
     * @return what it did
     */
    ReloadReport lastReload();
}
