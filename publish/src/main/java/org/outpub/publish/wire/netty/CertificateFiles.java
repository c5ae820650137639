package org.outpub.publish.wire.netty;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.TlsOptions;
import org.outpub.publish.wire.Loop;
import org.outpub.publish.wire.tls.TlsContext;

/** Reads certificate files on an executor, and hands on what they hold on the loop. Confined to the loop. */
final class CertificateFiles {
    private static final System.Logger LOG = System.getLogger(CertificateFiles.class.getName());
    /** A file system that hangs must not hold up the other transports. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Loop loop;
    private final Executor slowWork;
    private final @Nullable SSLContext host;

    CertificateFiles(Loop loop, Executor slowWork, @Nullable SSLContext host) {
        this.loop = loop;
        this.slowWork = slowWork;
        this.host = host;
    }

    /** What is still waited for. */
    private static final class Answer {
        private final Consumer<TlsContext> read;
        private final Consumer<String> refused;
        private boolean given;

        Answer(Consumer<TlsContext> read, Consumer<String> refused) {
            this.read = read;
            this.refused = refused;
        }

        void give(@Nullable TlsContext context, String reason) {
            if (given) {
                return;
            }
            given = true;
            if (context == null) {
                refused.accept(reason);
            } else {
                read.accept(context);
            }
        }
    }

    /**
     * Reads the files of some options.
     *
     * @param read given what they hold, on the loop
     * @param refused given the reason, on the loop; one of them is called once
     */
    void load(TlsOptions options, Consumer<TlsContext> read, Consumer<String> refused) {
        Answer answer = new Answer(read, refused);
        work(
                () -> {
                    try {
                        TlsContext context = TlsContext.load(options, host);
                        loop.execute(() -> answer.give(context, ""));
                    } catch (IOException | RuntimeException | LinkageError failed) {
                        loop.execute(() -> answer.give(null, String.valueOf(failed.getMessage())));
                    }
                },
                () -> loop.execute(() -> answer.give(null, "too much else is to be done")));
        loop.schedule(
                loop.nanos() + LONGEST.toNanos(),
                () -> answer.give(null, "the files were not read within " + LONGEST.toSeconds() + " seconds"));
    }

    /** Looks whether files were renewed, and uses them from now on. */
    void renew(StreamWay way, String name, Runnable used) {
        TlsContext now = way.tls();
        if (now == null) {
            return;
        }
        work(
                () -> {
                    try {
                        if (!now.isOutdated()) {
                            return;
                        }
                        TlsContext next = TlsContext.load(now.options(), host);
                        loop.execute(() -> {
                            if (way.tls() == now && !way.isClosed()) {
                                way.use(next);
                                LOG.log(
                                        System.Logger.Level.INFO,
                                        "{0}: uses the certificates that were put in place",
                                        name);
                                used.run();
                            }
                        });
                    } catch (IOException | RuntimeException refused) {
                        // Perhaps only half of the files is renewed yet.
                        LOG.log(
                                System.Logger.Level.WARNING,
                                "{0}: keeps the certificates it has: {1}",
                                name,
                                refused.getMessage());
                    }
                },
                () -> {});
    }

    private void work(Runnable task, Runnable rejected) {
        try {
            slowWork.execute(task);
        } catch (RejectedExecutionException full) {
            rejected.run();
        }
    }
}
