package org.outpub.publish.wire.netty;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.wire.Loop;

/** A Netty event loop as the agent's: one of its own, whose thread is a daemon, or one that the host lends. */
@SuppressWarnings("FutureReturnValueIgnored") // tasks are guarded
public final class NettyLoop implements Loop, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(NettyLoop.class.getName());
    private static final int LONGEST_CLOSE_SECONDS = 5;
    private final EventLoop eventLoop;
    private final @Nullable EventLoopGroup own;

    private NettyLoop(EventLoop eventLoop, @Nullable EventLoopGroup own) {
        this.eventLoop = eventLoop;
        this.own = own;
    }

    /**
     * A loop of its own: on epoll where that is there, which {@code -Dio.netty.transport.noNative=true} forbids.
     *
     * @return the running loop
     */
    public static NettyLoop own() {
        return Epoll.isAvailable() ? own(EpollIoHandler.newFactory()) : ownOnNio();
    }

    /** A loop of its own on the platform's sockets. */
    static NettyLoop ownOnNio() {
        return own(NioIoHandler.newFactory());
    }

    private static NettyLoop own(IoHandlerFactory sockets) {
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("outpub-loop", true), sockets);
        return new NettyLoop(group.next(), group);
    }

    /**
     * A loop that the host runs.
     *
     * @param eventLoop on epoll or NIO; not ended by {@link #close}
     * @return the loop
     */
    public static NettyLoop lent(EventLoop eventLoop) {
        return new NettyLoop(eventLoop, null);
    }

    /**
     * The event loop.
     *
     * @return to open channels on
     */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(guarded(task));
    }

    @Override
    public void schedule(long atNanos, Runnable task) {
        eventLoop.schedule(guarded(task), Math.max(0, atNanos - nanos()), TimeUnit.NANOSECONDS);
    }

    /** A loop that ends drops what is scheduled, but does what is handed in. */
    @Override
    public void afterOthers(Runnable task) {
        if (eventLoop.isShuttingDown()) {
            execute(task);
        } else {
            eventLoop.schedule(guarded(task), 0, TimeUnit.NANOSECONDS).addListener(done -> {
                if (done.isCancelled()) {
                    execute(task);
                }
            });
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | StackOverflowError | AssertionError | LinkageError broken) {
                LOG.log(System.Logger.Level.ERROR, "A task of the agent's loop failed", broken);
            }
        };
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    /** Ends a loop of its own after the tasks handed in before; a lent one stays. */
    @Override
    public void close() {
        if (own != null) {
            own.shutdownGracefully(0, LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
