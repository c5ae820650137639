package org.outpub.publish.sources.packages;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.outpub.api.publication.EventPublisherHandler;
import org.outpub.api.publication.PublishClient;

/** An event package as a handler. Safe for use by many threads. */
final class PackageHandler implements EventPublisherHandler {
    private final EventPackage events;
    private final Map<PublishClient, Running> running = new ConcurrentHashMap<>();

    PackageHandler(EventPackage events) {
        this.events = events;
    }

    @Override
    public String event() {
        return events.event();
    }

    @Override
    public boolean serves(PublishClient client) {
        return EventPackages.serves(events, new OptionReader(hasUsers(client), client::option));
    }

    @Override
    public Runnable startPublishing(PublishClient client) throws UnusableOptionsException {
        OptionReader options = new OptionReader(hasUsers(client), client::option);
        EventPackage.Starter starter = events.read(options);
        if (!options.problems().isEmpty()) {
            throw new UnusableOptionsException(options.problems());
        }
        Running begun = starter.on(client);
        running.put(client, begun);
        begun.start();
        return () -> {
            running.remove(client, begun);
            begun.stop();
        };
    }

    /** Publishes the full state again where documents tell only changes: the server has lost what earlier ones said. */
    @Override
    public void createdAnew(PublishClient client, Optional<String> user) {
        Running begun = running.get(client);
        if (begun != null) {
            begun.dump(false);
        }
    }

    /** The same where nothing is left at the server, not even the last document. */
    @Override
    public void lost(PublishClient client, Optional<String> user) {
        Running begun = running.get(client);
        if (begun != null) {
            begun.dump(true);
        }
    }

    /** A client gives users to {@code multi_user=yes} alone; asking for one publishes nothing. */
    private static boolean hasUsers(PublishClient client) {
        try {
            client.user("user");
            return true;
        } catch (IllegalStateException single) {
            return false;
        }
    }
}
