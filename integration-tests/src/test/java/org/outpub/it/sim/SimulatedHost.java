package org.outpub.it.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.EventPublisherHandler;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationListener;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.RequestReport;
import org.outpub.publish.config.ContentSource;
import org.outpub.publish.config.OutboundPublish;

/** Who embeds the agent: has something to publish for every object, and code of its own that throws. */
final class SimulatedHost implements PublicationListener {
    /** What the content file holds. */
    static final String KEPT = "kept in a file";

    static final ContentSource FILE = new ContentSource("text/plain", write(), false);
    private static final String[] USERS = {"ann", "bob"};
    private static final String[] NOBODY = {""};
    private static final String PADDING = " ".repeat(1_400);
    private final Random random;
    private final Laws laws;
    /** The objects that configuration has. */
    private final Map<String, OutboundPublish> objects = new TreeMap<>();
    /** What is to be published, by object and user. */
    private final Map<String, String> wanted = new TreeMap<>();

    private final Map<String, PublishClient> clients = new LinkedHashMap<>();
    /** Clients that are no source's, by their objects. */
    private final Map<String, PublishClient> ownClients = new LinkedHashMap<>();

    private final List<PublishClient> formerClients = new ArrayList<>();
    private @Nullable SimulatedProcess process;
    private boolean bad;
    private int versions;

    SimulatedHost(Random random, Laws laws) {
        this.random = random;
        this.laws = laws;
    }

    private static Path write() {
        try {
            Path file = Files.createTempFile("simulation", ".txt");
            file.toFile().deleteOnExit();
            return Files.writeString(file, KEPT);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    Map<String, OutboundPublish> objects() {
        return objects;
    }

    /** Its code throws from now on, or no longer. */
    void bad(boolean on) {
        bad = on;
    }

    /** The process is killed, and all that held on to it. */
    void killed() {
        clients.clear();
        ownClients.clear();
        formerClients.clear();
        process = null;
    }

    /** Another process took the place of the one before. */
    void in(SimulatedProcess next) {
        process = next;
        formerClients.addAll(clients.values());
        formerClients.addAll(ownClients.values());
        clients.clear();
        ownClients.clear();
        while (formerClients.size() > 50) {
            formerClients.remove(0);
        }
    }

    private void fail(String where) {
        if (bad && random.nextInt(3) == 0) {
            switch (random.nextInt(3)) {
                case 0 -> throw new IllegalStateException("the host's " + where + " is broken");
                case 1 -> throw new StackOverflowError("the host's " + where + " is broken");
                default -> throw new NoClassDefFoundError("the host's " + where + " is broken");
            }
        }
    }

    /** A source of state for an event package. */
    EventPublisherHandler handler(String event) {
        SimulatedProcess own = process;
        return new EventPublisherHandler() {
            @Override
            public String event() {
                return event;
            }

            @Override
            public boolean serves(PublishClient client) {
                fail("handler");
                return true;
            }

            @Override
            public Runnable startPublishing(PublishClient client) throws Exception {
                return own == process ? start(client) : () -> {};
            }

            @Override
            public void createdAnew(PublishClient client, Optional<String> user) {
                fail("handler");
                if (own == process) {
                    publishAll(client);
                }
            }
        };
    }

    private Runnable start(PublishClient client) throws Exception {
        fail("handler");
        if (bad && random.nextInt(4) == 0) {
            throw new Exception("the host refuses " + client.id());
        }
        clients.put(client.id(), client);
        publishAll(client);
        fail("handler, at its end,");
        return () -> {
            clients.remove(client.id(), client);
            formerClients.add(client);
            fail("handler");
        };
    }

    /** Says everything there is to say, and what there is not: somebody before may have published more. */
    private void publishAll(PublishClient client) {
        OutboundPublish object = objects.get(client.id());
        if (object == null) {
            return;
        }
        for (String user : object.multiUser() ? USERS : NOBODY) {
            String name = user.isEmpty() ? object.id() : object.id() + "/" + user;
            if (wanted.containsKey(name)) {
                publish(client, name);
            } else {
                remove(client, name);
            }
        }
    }

    static String objectOf(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? name : name.substring(0, slash);
    }

    private static String userOf(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? "" : name.substring(slash + 1);
    }

    /** Whether a name has the form that its object wants now. */
    private boolean isCurrent(String name) {
        OutboundPublish object = objects.get(objectOf(name));
        return object != null && object.multiUser() != userOf(name).isEmpty();
    }

    /** What the servers should hold, if all events in this list have a source that publishes. */
    List<String> expected(List<String> events) {
        List<String> texts = new ArrayList<>();
        for (OutboundPublish object : objects.values()) {
            if (events.contains(object.event())) {
                wanted.forEach((name, text) -> {
                    if (objectOf(name).equals(object.id()) && isCurrent(name)) {
                        texts.add(text);
                    }
                });
            } else if (object.content() != null) {
                texts.add(KEPT);
            }
        }
        return texts;
    }

    /** Asks for a client of its own, to have it when the object is gone. */
    void askForClient(String id) {
        SimulatedProcess own = process;
        if (own != null) {
            own.agent().client(id, name -> Optional.ofNullable(objects.get(name))).thenAccept(found -> {
                if (own == process && objects.containsKey(id)) {
                    found.ifPresent(client -> ownClients.put(id, client));
                }
            });
        }
    }

    /** An object is deleted. */
    void deleted(String id) {
        forget(id);
        PublishClient client = ownClients.remove(id);
        if (client != null) {
            formerClients.add(client);
        }
    }

    void forget(String id) {
        wanted.keySet().removeIf(name -> objectOf(name).equals(id));
    }

    /** Something else is to be published for an object, or nothing. */
    void change(OutboundPublish object, int times) {
        for (int i = 0; i < times; i++) {
            String id = object.id();
            String name = object.multiUser() ? id + "/" + USERS[random.nextInt(USERS.length)] : id;
            PublishClient client = clients.get(id);
            if (random.nextInt(5) == 0) {
                laws.note(() -> "nothing for " + name);
                wanted.remove(name);
                remove(client, name);
            } else {
                wanted.put(name, name + " version " + ++versions);
                laws.note(() -> "publish " + wanted.get(name));
                if (client != null) {
                    publish(client, name);
                }
            }
        }
    }

    /** Nothing for a whole object. */
    void changeNothing(OutboundPublish object) {
        forget(object.id());
        PublishClient client = clients.get(object.id());
        laws.note(() -> "nothing at all for " + object.id());
        if (client != null && process != null) {
            process.keep("remove " + object.id(), client.remove(), () -> {});
        }
    }

    private void remove(@Nullable PublishClient client, String name) {
        PublishClient own = client == null ? null : forUser(client, name);
        if (own != null && process != null) {
            process.keep("remove " + name, own.remove(), () -> {});
        }
    }

    private void publish(PublishClient client, String name) {
        String text = wanted.get(name);
        PublishClient own = forUser(client, name);
        if (own == null || text == null || !isCurrent(name) || process == null) {
            return;
        }
        String padded = random.nextInt(8) == 0 ? text + PADDING : text;
        process.keep(text, own.publish(PublicationBody.of("text/plain", padded)), () -> {
            fail("callback");
            if (random.nextInt(20) == 0 && clients.get(objectOf(name)) == client) {
                publish(client, name);
            }
        });
    }

    /** Configuration may be ahead of a client, or behind. */
    private static @Nullable PublishClient forUser(PublishClient client, String name) {
        if (userOf(name).isEmpty()) {
            return client;
        }
        try {
            return client.user(userOf(name));
        } catch (IllegalStateException single) {
            return null;
        }
    }

    /** Publishes by a client whose object, source or process is gone. */
    void publishToNobody() {
        SimulatedProcess own = process;
        if (own == null || formerClients.isEmpty()) {
            return;
        }
        PublishClient gone = formerClients.get(random.nextInt(formerClients.size()));
        laws.note(() -> "publish to what is gone: " + gone);
        for (int i = 0; i < 3; i++) {
            own.keep("to nobody", gone.publish(PublicationBody.of("text/plain", "nobody should have this")), () -> {});
        }
    }

    @Override
    public void changed(PublicationStatus status) {
        laws.require(status.phase() != null, () -> "no phase");
        fail("listener");
    }

    @Override
    public void requestEnded(RequestReport report) {
        fail("listener");
    }
}
