package org.outpub.publish.wire.netty;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
    /** What is wrong with renewed files. */
    private final Map<StreamWay, String> told = new HashMap<>();

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

    /** Looks whether files were renewed, and uses them from now on. What is wrong with them is told once. */
    void renew(StreamWay way, String name, Runnable used) {
        TlsContext now = way.tls();
        if (now == null) {
            return;
        }
        told.keySet().removeIf(StreamWay::isClosed);
        slowWork.<Optional<TlsContext>>ask(
                () -> now.isOutdated() ? Optional.of(TlsContext.load(now.options(), host)) : Optional.empty(),
                "the files were not read",
                next -> {
                    told.remove(way);
                    if (next.isPresent() && way.tls() == now && !way.isClosed()) {
                        way.use(next.get());
                        LOG.log(System.Logger.Level.INFO, "{0}: uses the certificates that were put in place", name);
                        used.run();
                    }
                },
                // perhaps only half of the files is renewed yet
                reason -> {
                    if (!reason.equals(told.put(way, reason))) {
                        LOG.log(System.Logger.Level.WARNING, "{0}: keeps the certificates it has: {1}", name, reason);
                    }
                });
    }
}
