package org.outpub.publish.agent;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.EventPublisherHandler;
import org.outpub.api.publication.PublishClient;
import org.outpub.publish.config.ContentSource;

/**
 * What serves an object from now until it is closed: a handler, content files, or nothing yet. Begins, ends and calls
 * foreign code in the lane of its event; closed on the loop, from when on its client publishes nothing more.
 */
final class Source {
    private final LiveObject object;
    private final @Nullable EventPublisherHandler handler;
    private final Lane lane;
    private final PublishClient client;
    private final @Nullable ContentSource content;
    private final boolean takesOverFiles;
    private volatile boolean closed;
    private boolean refused; // confined to the loop
    private String lack = ""; // confined to the loop
    private boolean ofFiles; // confined to the loop
    private boolean toWithdraw; // confined to the loop
    /** Who publishes, if it is the handler; this and what stops it are confined to the lane. */
    private boolean byHandler;

    private @Nullable Runnable stop;

    /** Publishes an object's files. */
    interface ContentStart {
        /**
         * Begins.
         *
         * @param object whose files
         * @param client to publish with
         * @param source false from {@link Source#isClosed} while users may be withdrawn
         * @return stops it; what is published stays
         */
        Runnable start(LiveObject object, PublishClient client, Source source);
    }

    /**
     * Not begun yet.
     *
     * @param object what is served
     * @param handler of its event; null for none
     * @param lane where foreign code is called
     * @param former what served the object before; null for nothing
     */
    Source(LiveObject object, @Nullable EventPublisherHandler handler, Lane lane, @Nullable Source former) {
        this.content = object.config().content();
        this.takesOverFiles = former != null && former.isOfOtherFilesThan(content) && object.isWished();
        this.object = object;
        this.lane = lane;
        this.handler = handler;
        this.client = new Client(object, "", this);
    }

    private boolean isOfOtherFilesThan(@Nullable ContentSource next) {
        return content != null
                && (handler == null || ofFiles)
                && next != null
                && !content.path().equals(next.path());
    }

    /** Whether other files were published before, and what they held is still published. */
    boolean takesOverFiles() {
        return takesOverFiles;
    }

    boolean isClosed() {
        return closed;
    }

    @Nullable
    EventPublisherHandler handler() {
        return handler;
    }

    Lane lane() {
        return lane;
    }

    void close() {
        closed = true;
    }

    /** Whether what was published before it is to go. */
    boolean isToWithdraw() {
        return toWithdraw;
    }

    void withdrawOnceBegun() {
        toWithdraw = true;
    }

    void withdrawn() {
        toWithdraw = false;
    }

    boolean isRefused() {
        return refused;
    }

    void refuse() {
        refused = true;
    }

    /** Why it gives nothing, in words; empty if it may give something yet. */
    String lack() {
        return lack;
    }

    /** Whether files are what it gives. */
    boolean isOfFiles() {
        return ofFiles;
    }

    /** It has begun. */
    void begun(String why, boolean byFiles) {
        lack = why;
        ofFiles = byFiles;
    }

    /** Whether the handler publishes; asked in the lane. */
    boolean isByHandler() {
        return byHandler;
    }

    /**
     * Begins, in the lane.
     *
     * @return whether anything publishes now
     * @throws Exception what the handler throws
     */
    boolean begin(ContentStart contentFiles) throws Exception {
        EventPublisherHandler candidate = handler;
        if (closed) {
            return true;
        }
        if (candidate != null && candidate.serves(client)) {
            byHandler = true;
            stop = candidate.startPublishing(client);
            return true;
        }
        if (object.config().content() != null) {
            stop = contentFiles.start(object, client, this);
            return true;
        }
        return false;
    }

    /** Ends, in the lane; what is published stays. */
    void end() {
        Runnable last = stop;
        stop = null;
        if (last != null) {
            last.run();
        }
    }

    /** Tells the handler, in the lane, that the server had lost a publication. */
    void createdAnew(String user) {
        EventPublisherHandler serving = handler;
        if (!closed && byHandler && serving != null && stop != null) {
            serving.createdAnew(client, user.isEmpty() ? Optional.empty() : Optional.of(user));
        }
    }

    /** Tells the handler, in the lane, that the server has lost a publication, of which nothing is there now. */
    void lost(String user) {
        EventPublisherHandler serving = handler;
        if (!closed && byHandler && serving != null && stop != null) {
            serving.lost(client, user.isEmpty() ? Optional.empty() : Optional.of(user));
        }
    }
}
