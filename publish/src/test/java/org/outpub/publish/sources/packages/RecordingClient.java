package org.outpub.publish.sources.packages;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.PublishResult;

/** A client that writes down what it is told. It confirms at once, unless it is held. Safe for use by many threads. */
final class RecordingClient implements PublishClient {
    private final String event;
    private final boolean multiUser;
    private final Map<String, String> options = new ConcurrentHashMap<>();
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final Deque<CompletableFuture<PublishResult>> unanswered = new ArrayDeque<>();
    private boolean held;

    RecordingClient(String event, boolean multiUser) {
        this.event = event;
        this.multiUser = multiUser;
    }

    RecordingClient with(String option, String value) {
        options.put(option, value);
        return this;
    }

    RecordingClient without(String option) {
        options.remove(option);
        return this;
    }

    /** From now on, the server is slow. */
    synchronized void hold() {
        held = true;
    }

    /** Confirms the oldest that waits. */
    void confirmOne() {
        CompletableFuture<PublishResult> oldest;
        synchronized (this) {
            oldest = unanswered.remove();
        }
        oldest.complete(new PublishResult.Confirmed());
    }

    /** What was called since the last look: {@code user body}, {@code body}, or {@code user removed}. */
    List<String> take() {
        synchronized (calls) {
            List<String> taken = List.copyOf(calls);
            calls.clear();
            return taken;
        }
    }

    private CompletionStage<PublishResult> record(String call) {
        calls.add(call);
        synchronized (this) {
            CompletableFuture<PublishResult> result = new CompletableFuture<>();
            if (held) {
                unanswered.add(result);
            } else {
                result.complete(new PublishResult.Confirmed());
            }
            return result;
        }
    }

    @Override
    public String id() {
        return "lamps";
    }

    @Override
    public String event() {
        return event;
    }

    @Override
    public String fromUri() {
        return "sip:pbx.example";
    }

    @Override
    public String toUri() {
        return "sip:server.example";
    }

    @Override
    public Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    private final Map<String, Object> datastores = new ConcurrentHashMap<>();

    @Override
    public Map<String, Object> datastores() {
        return datastores;
    }

    @Override
    public PublishClient user(String user) {
        if (!multiUser) {
            throw new IllegalStateException("users need multi_user=yes");
        }
        return new User(user);
    }

    @Override
    public CompletionStage<PublishResult> publish(PublicationBody body) {
        return record(text(body));
    }

    @Override
    public CompletionStage<PublishResult> remove() {
        return record("removed");
    }

    private static String text(PublicationBody body) {
        return new String(body.bytes(), StandardCharsets.UTF_8);
    }

    private final class User implements PublishClient {
        private final String user;

        User(String user) {
            this.user = user;
        }

        @Override
        public String id() {
            return RecordingClient.this.id();
        }

        @Override
        public String event() {
            return event;
        }

        @Override
        public String fromUri() {
            return "sip:" + user + "@pbx.example";
        }

        @Override
        public String toUri() {
            return "sip:" + user + "@server.example";
        }

        @Override
        public Optional<String> option(String name) {
            return RecordingClient.this.option(name);
        }

        @Override
        public Map<String, Object> datastores() {
            return RecordingClient.this.datastores();
        }

        @Override
        public PublishClient user(String other) {
            return RecordingClient.this.user(other);
        }

        @Override
        public CompletionStage<PublishResult> publish(PublicationBody body) {
            return record(user + " " + text(body));
        }

        @Override
        public CompletionStage<PublishResult> remove() {
            return record(user + " removed");
        }
    }
}
