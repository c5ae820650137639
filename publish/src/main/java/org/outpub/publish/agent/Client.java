package org.outpub.publish.agent;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.PublishResult;
import org.outpub.publish.config.SipUri;

/** What hosts publish by: an object, or one of its users. Safe for use by many threads. */
final class Client implements PublishClient {
    private final LiveObject object;
    private final String user;
    private final @Nullable Source source;

    /**
     * A client.
     *
     * @param object what is published
     * @param user empty for the object itself, or all its users
     * @param source whose client it is, which may be replaced; null for nobody's
     */
    Client(LiveObject object, String user, @Nullable Source source) {
        this.object = object;
        this.user = user;
        this.source = source;
    }

    @Override
    public String id() {
        return object.config().id();
    }

    @Override
    public String event() {
        return object.config().event();
    }

    @Override
    public String fromUri() {
        return ofUser(object.config().effectiveFrom());
    }

    @Override
    public String toUri() {
        return ofUser(object.config().effectiveTo());
    }

    private String ofUser(SipUri uri) {
        return (user.isEmpty() ? uri : uri.withUser(user)).toString();
    }

    @Override
    public Optional<String> option(String name) {
        return Optional.ofNullable(object.config().extended().get(name));
    }

    @Override
    public Map<String, Object> datastores() {
        return object.datastores();
    }

    @Override
    public PublishClient user(String name) {
        if (!object.config().multiUser()) {
            throw new IllegalStateException(id() + ": users need multi_user=yes");
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException(id() + ": a user's name is empty");
        }
        return new Client(object, name, source);
    }

    @Override
    public CompletionStage<PublishResult> publish(PublicationBody body) {
        return submit(java.util.Objects.requireNonNull(body, "body"));
    }

    @Override
    public CompletionStage<PublishResult> remove() {
        return submit(null);
    }

    private CompletableFuture<PublishResult> submit(@Nullable PublicationBody body) {
        PublishCall call = new PublishCall(body, source);
        try {
            object.submit(user, call);
        } catch (IllegalStateException ended) {
            call.complete(new PublishResult.Ended("the module was unloaded"));
        }
        return call;
    }

    /** Prints what it publishes. */
    @Override
    public String toString() {
        return user.isEmpty() ? id() : id() + "/" + user;
    }
}
