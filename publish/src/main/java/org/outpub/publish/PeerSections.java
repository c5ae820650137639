package org.outpub.publish;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.state.PbxState;
import org.outpub.publish.config.AsteriskPublication;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.Endpoint;
import org.outpub.publish.config.Identify;
import org.outpub.publish.config.InboundPublication;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.receiving.PeerConfiguration;
import org.outpub.publish.sources.packages.EntityId;
import org.outpub.publish.sources.packages.PeerWishes;

/**
 * The sections that say which peers may publish here, as they are now. The store tells of each type on its own, so all are
 * looked at again whenever one changed. Safe for use by many threads.
 */
final class PeerSections {
    private final Sorcery sorcery;
    private final @Nullable PbxState received;
    private final PeerWishes wishes;
    private final EntityId host = EntityId.ofThisHost();
    private volatile PeerConfiguration now = PeerConfiguration.NONE;
    private Consumer<PeerConfiguration> follower = next -> {}; // guarded by this

    /**
     * Nobody may publish.
     *
     * @param sorcery holds the sections
     * @param received where states go; null to take none
     * @param wishes told which publications ask their peer
     */
    PeerSections(Sorcery sorcery, @Nullable PbxState received, PeerWishes wishes) {
        this.sorcery = sorcery;
        this.received = received;
        this.wishes = wishes;
    }

    /** Whether anybody may publish here. */
    boolean receive() {
        return now.receives();
    }

    /** Where states go. */
    PbxState fed() {
        return Objects.requireNonNullElseGet(received, PbxState::new);
    }

    PeerWishes wishes() {
        return wishes;
    }

    /** Has the one who is told of each change. */
    synchronized void follow(Consumer<PeerConfiguration> told) {
        follower = told;
    }

    /** Begins to look; without a place for states, never. */
    List<Sorcery.Observation> observe() {
        return received == null
                ? List.of()
                : List.of(
                        sorcery.observe(Auth.TYPE, changes -> look()),
                        sorcery.observe(Endpoint.TYPE, changes -> look()),
                        sorcery.observe(Identify.TYPE, changes -> look()),
                        sorcery.observe(OutboundPublish.TYPE, changes -> look()),
                        sorcery.observe(AsteriskPublication.TYPE, changes -> look()),
                        sorcery.observe(InboundPublication.TYPE, changes -> look()));
    }

    /** Looks whether anything is different. */
    synchronized void look() {
        PeerConfiguration next = received == null ? PeerConfiguration.NONE : PeerConfiguration.of(sorcery, host);
        if (!next.equals(now)) {
            now = next;
            wishes.name(Set.copyOf(next.asking()));
            follower.accept(next);
        }
    }
}
