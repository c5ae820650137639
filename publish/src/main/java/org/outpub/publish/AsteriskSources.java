package org.outpub.publish;

import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.state.PbxState;
import org.outpub.publish.config.AsteriskServer;
import org.outpub.publish.sources.asterisk.AsteriskSource;
import org.outpub.publish.sources.asterisk.AsteriskStatus;

/**
 * The Asterisks that are followed: those of {@code type=asterisk} sections, as they come and go, and those that code
 * gave. Safe for use by many threads.
 */
final class AsteriskSources {
    private final PbxState pbx;
    private final EventLoop loop;
    private final Executor executor;
    private final Map<String, AsteriskSource> running = new LinkedHashMap<>(); // guarded by this
    private Sorcery.@Nullable Observation observation; // guarded by this
    private boolean ended; // guarded by this

    AsteriskSources(PbxState pbx, EventLoop loop, Executor executor) {
        this.pbx = pbx;
        this.loop = loop;
        this.executor = executor;
    }

    /**
     * Begins.
     *
     * @param given by code, each with what says how it is configured now
     */
    synchronized void begin(Sorcery sorcery, Map<AsteriskServer, Supplier<Optional<AsteriskServer>>> given) {
        given.forEach(this::start);
        observation = sorcery.observe(AsteriskServer.TYPE, this::changed);
    }

    private synchronized void changed(ObjectChanges<AsteriskServer> changes) {
        changes.deleted().forEach(this::stop);
        changes.updated().forEach(update -> {
            stop(update.before());
            start(update.after());
        });
        changes.created().forEach(this::start);
    }

    private void start(AsteriskServer server) {
        start(server, Optional::empty);
    }

    private synchronized void start(AsteriskServer server, Supplier<Optional<AsteriskServer>> anew) {
        if (!ended) {
            stop(server);
            running.put(server.id(), AsteriskSource.start(server, anew, pbx, loop, executor, new SecureRandom()));
        }
    }

    private synchronized void stop(AsteriskServer server) {
        AsteriskSource former = running.remove(server.id());
        if (former != null) {
            former.close();
        }
    }

    synchronized List<AsteriskStatus> statuses() {
        return running.values().stream().map(AsteriskSource::status).toList();
    }

    synchronized void end() {
        ended = true;
        if (observation != null) {
            observation.close();
        }
        running.values().forEach(AsteriskSource::close);
        running.clear();
    }
}
