package org.outpub.publish.control;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.stream.ChunkedStream;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection: takes a request, answers it, and takes the next. In every phase but {@code ANSWERING}, which
 * {@link Routes} bounds, a deadline ends it. Confined to the event loop.
 *
 * <table>
 * <caption>A connection's life</caption>
 * <tr><th>phase</th><th>event</th><th>next</th></tr>
 * <tr><td>IDLE</td><td>a byte came</td><td>READING</td></tr>
 * <tr><td>IDLE</td><td>the idle deadline</td><td>closed</td></tr>
 * <tr><td>READING (also at the opening)</td><td>the request is whole</td><td>ANSWERING; nothing more is read</td></tr>
 * <tr><td>READING</td><td>it is refused, or late</td><td>WRITING the refusal, the last answer</td></tr>
 * <tr><td>ANSWERING</td><td>the answer is there</td><td>WRITING</td></tr>
 * <tr><td>WRITING</td><td>it was read</td><td>IDLE, or ENDING after the last answer</td></tr>
 * <tr><td>WRITING</td><td>it was not read in time</td><td>closed</td></tr>
 * <tr><td>ENDING</td><td>a byte came</td><td>dropped: closing now would take the answer back (RFC 9112 §9.6)</td></tr>
 * <tr><td>ENDING</td><td>the end, or the linger deadline</td><td>closed</td></tr>
 * </table>
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = System.getLogger(HttpConnection.class.getName());
    private static final int CHUNK = 32 * 1024;

    private enum Phase {
        IDLE,
        READING,
        ANSWERING,
        WRITING,
        ENDING
    }

    private final SocketChannel channel;
    private final Connections connections;
    private final Bounds bounds;
    private final Access access;
    private final Answers answers;
    private Phase phase = Phase.READING;
    private @Nullable Future<?> deadline;
    private @Nullable HttpRequest head;
    private ByteArrayOutputStream body = new ByteArrayOutputStream();
    private long reserved;
    private long readingSince;

    HttpConnection(SocketChannel channel, Connections connections, Bounds bounds, Access access, Answers answers) {
        this.channel = channel;
        this.connections = connections;
        this.bounds = bounds;
        this.access = access;
        this.answers = answers;
    }

    /** What stands before the decoder: notices that a request begins, and drops what comes after the last one. */
    ChannelHandler bytes() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object bytes) {
                if (phase == Phase.ENDING) {
                    ReferenceCountUtil.release(bytes);
                    return;
                }
                if (phase == Phase.IDLE) {
                    read();
                }
                context.fireChannelRead(bytes);
            }
        };
    }

    /** Whether closing it now leaves no request without an answer. */
    boolean asksNothing() {
        return phase == Phase.IDLE || phase == Phase.READING || phase == Phase.ENDING;
    }

    /** In nanoseconds of the system. */
    long readingSince() {
        return readingSince;
    }

    /** Whether it waits between requests, of which one was answered. */
    boolean rests() {
        return phase == Phase.IDLE;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // channelInactive follows
    void close() {
        channel.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        read();
        connections.opened(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancelDeadline();
        release();
        connections.closed(this);
    }

    private void read() {
        phase = Phase.READING;
        readingSince = System.nanoTime();
        head = null;
        body = new ByteArrayOutputStream();
        until(
                bounds.request(),
                () -> refuse(Reply.error(
                        408, "a request may take " + bounds.request().toSeconds() + " s to come")));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (!channel.isActive()) {
                return; // what was read before it was closed
            }
            if (phase == Phase.IDLE) {
                read(); // the next request came with the one before
            }
            if (phase == Phase.READING) {
                take((HttpObject) message);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void take(HttpObject part) {
        if (part.decoderResult().isFailure()) {
            refuse(HttpHead.unreadable(part.decoderResult().cause()));
            return;
        }
        if (part instanceof HttpRequest request) {
            begin(request);
        }
        if (phase == Phase.READING && part instanceof HttpContent content) {
            add(content.content());
        }
        if (phase == Phase.READING && head != null && part instanceof LastHttpContent) {
            answer(head);
        }
    }

    /** Who may not ask is told so before anything of the body is read. */
    private void begin(HttpRequest request) {
        head = request;
        Optional<Reply> refusal = HttpHead.flaw(request, bounds.body())
                .or(() -> access.refusal(
                        request.headers(), channel.remoteAddress().getAddress()));
        if (refusal.isPresent()) {
            refuse(refusal.get());
        } else if (HttpUtil.is100ContinueExpected(request)) {
            channel.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE))
                    .addListener(sent -> {});
        }
    }

    private void add(ByteBuf content) {
        if (body.size() + content.readableBytes() > bounds.body()) {
            refuse(HttpHead.tooLarge(bounds.body()));
            return;
        }
        try {
            content.readBytes(body, content.readableBytes());
        } catch (IOException never) {
            throw new IllegalStateException(never);
        }
    }

    /** Not reading, it does not see either that a client has sent all and said so; who did is answered all the same. */
    private void answer(HttpRequest request) {
        phase = Phase.ANSWERING;
        cancelDeadline();
        channel.config().setAutoRead(false);
        byte[] whole = body.toByteArray();
        body = new ByteArrayOutputStream();
        answers.answer(HttpHead.withBody(request, whole))
                .whenComplete((reply, never) -> channel.eventLoop().execute(() -> answered(request, reply)));
    }

    private void answered(HttpRequest request, Reply reply) {
        if (channel.isActive()) {
            boolean last = connections.closing() || !HttpUtil.isKeepAlive(request);
            write(reply, request.method().equals(HttpMethod.HEAD), last);
        }
    }

    /** Answers before the request is whole, so what is left of it can be told from no other: nothing more is read. */
    void refuse(Reply reply) {
        connections.refused();
        boolean bodiless = head != null && head.method().equals(HttpMethod.HEAD);
        write(reply, bodiless, true);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the body's tells whether the head went out
    private void write(Reply made, boolean bodiless, boolean last) {
        phase = Phase.WRITING;
        channel.config().setAutoRead(false);
        Reply reply = made;
        if (connections.reserve(reply.body().length)) {
            reserved = reply.body().length;
        } else {
            reply = Reply.error(503, "too many answers wait for slow readers; try again later");
        }
        until(bounds.write(), this::close);
        channel.write(headOf(reply, last));
        channel.writeAndFlush(
                        bodiless
                                ? LastHttpContent.EMPTY_LAST_CONTENT
                                : new HttpChunkedInput(
                                        new ChunkedStream(new ByteArrayInputStream(reply.body()), CHUNK)))
                .addListener(written -> written(written.isSuccess(), last));
    }

    private static HttpResponse headOf(Reply reply, boolean last) {
        HttpResponse answer = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()));
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, reply.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, reply.body().length)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("X-Content-Type-Options", "nosniff")
                .set(HttpHeaderNames.CONNECTION, last ? "close" : "keep-alive");
        reply.headers().forEach(answer.headers()::set);
        return answer;
    }

    private void written(boolean whole, boolean last) {
        release();
        if (!whole) {
            close();
        } else if (last) {
            end();
        } else {
            next();
        }
    }

    private void next() {
        phase = Phase.IDLE;
        until(bounds.idle(), this::close);
        channel.config().setAutoRead(true); // takes what came meanwhile, before it returns
        if (phase == Phase.IDLE && connections.closing()) {
            close();
        }
    }

    private void end() {
        phase = Phase.ENDING;
        until(bounds.linger(), this::close);
        channel.shutdownOutput().addListener(shut -> {});
        channel.config().setAutoRead(true);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.log(Level.ERROR, "a connection of the control interface failed", cause);
        }
        close();
    }

    private void until(Duration patience, Runnable then) {
        cancelDeadline();
        deadline = channel.eventLoop().schedule(then, patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void release() {
        connections.sent(reserved);
        reserved = 0;
    }
}
