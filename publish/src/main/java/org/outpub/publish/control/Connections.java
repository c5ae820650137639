package org.outpub.publish.control;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The open connections. Their number is bounded, and whoever keeps one open without asking anything gives way to who comes
 * after: so nobody can keep others out by holding connections. Confined to the event loop.
 */
final class Connections extends ChannelInitializer<SocketChannel> {
    private final Bounds bounds;
    private final Access access;
    private final Answers answers;
    private final Runnable refusals;
    private final Set<HttpConnection> open = new LinkedHashSet<>();
    private final Set<HttpConnection> refused = new HashSet<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private boolean closing;
    private long unsent;

    Connections(Bounds bounds, Access access, Answers answers, Runnable refusals) {
        this.refusals = refusals;
        this.bounds = bounds;
        this.access = access;
        this.answers = answers;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        HttpConnection connection = new HttpConnection(channel, this, bounds, access, answers);
        HttpDecoderConfig decoding = new HttpDecoderConfig()
                .setMaxInitialLineLength(bounds.line())
                .setMaxHeaderSize(bounds.head())
                .setValidateHeaders(true);
        channel.pipeline()
                .addLast(
                        connection.bytes(),
                        new HttpServerCodec(decoding),
                        // One request at a time: those that came in the same segment wait here.
                        new FlowControlHandler(),
                        new ChunkedWriteHandler(),
                        connection);
    }

    /** Takes a new connection, if there is room or somebody gives way; otherwise it is told so, while few are. */
    void opened(HttpConnection connection) {
        if (open.size() < bounds.connections() || oneGivesWay()) {
            open.add(connection);
        } else if (refused.size() < bounds.connections()) {
            refused.add(connection);
            connection.refuse(Reply.error(503, "too many connections; try again later"));
        } else {
            refused();
            connection.close();
        }
    }

    /** Counts one who was refused. */
    void refused() {
        refusals.run();
    }

    /**
     * Whoever has tried longest to ask something, or was refused, goes before one that rests between requests, so that many that dribble do not
     * take the connections away from those that work. It counts no longer at once: that it is closed is heard only after other
     * new ones.
     */
    private boolean oneGivesWay() {
        Optional<HttpConnection> longest = open.stream()
                .filter(connection -> connection.asksNothing() && !connection.rests())
                .min(Comparator.comparingLong(connection -> connection.readingSince() - System.nanoTime()))
                .or(() -> open.stream().filter(HttpConnection::asksNothing).findFirst());
        longest.ifPresent(connection -> {
            open.remove(connection);
            connection.close();
        });
        return longest.isPresent();
    }

    void closed(HttpConnection connection) {
        open.remove(connection);
        refused.remove(connection);
        endIfEmpty();
    }

    /** Ends those that ask nothing at once and the others after their answer. */
    void close() {
        closing = true;
        List.copyOf(open).stream().filter(HttpConnection::asksNothing).forEach(HttpConnection::close);
        endIfEmpty();
    }

    /** Completed once it is closing and all have ended; for any thread. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    private void endIfEmpty() {
        if (closing && open.isEmpty()) {
            ended.complete(null);
        }
    }

    boolean closing() {
        return closing;
    }

    /** Whether an answer of so many bytes may wait for its reader; if so, it is to be {@link #sent}. */
    boolean reserve(long bytes) {
        if (unsent > 0 && unsent + bytes > bounds.unsent()) {
            return false;
        }
        unsent += bytes;
        return true;
    }

    void sent(long bytes) {
        unsent -= bytes;
    }
}
