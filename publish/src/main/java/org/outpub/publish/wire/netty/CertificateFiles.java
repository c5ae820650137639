package org.outpub.publish.wire.netty;

import java.io.IOException;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.TlsOptions;
import org.outpub.publish.wire.tls.TlsContext;

/** Reads certificate files on an executor, and hands on what they hold on the loop. Confined to the loop. */
final class CertificateFiles {
    private static final System.Logger LOG = System.getLogger(CertificateFiles.class.getName());
    private final SlowWork slowWork;
    private final @Nullable SSLContext host;

    CertificateFiles(SlowWork slowWork, @Nullable SSLContext host) {
        this.slowWork = slowWork;
        this.host = host;
    }

    /**
     * Reads the files of some options.
     *
     * @param read given what they hold, on the loop
     * @param refused given the reason, on the loop; one of them is called once
     */
    void load(TlsOptions options, Consumer<TlsContext> read, Consumer<String> refused) {
        slowWork.ask(() -> TlsContext.load(options, host), "the files were not read", read, refused);
    }

    /** Looks whether files were renewed, and uses them from now on. */
    void renew(StreamWay way, String name, Runnable used) {
        TlsContext now = way.tls();
        if (now == null) {
            return;
        }
        slowWork.run(
                () -> {
                    try {
                        if (!now.isOutdated()) {
                            return;
                        }
                        TlsContext next = TlsContext.load(now.options(), host);
                        slowWork.loop().execute(() -> {
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
}
