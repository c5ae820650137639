package org.outpub.publish;

import java.time.Duration;
import java.util.Objects;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.publish.config.Global;

/** The {@code global} section as it is now. Safe for use by many threads. */
final class GlobalOptions {
    private static final String OWN_NAME = "Outpub/" + Version.CURRENT;
    private final Sorcery sorcery;
    private volatile Global now;

    GlobalOptions(Sorcery sorcery) {
        this.sorcery = sorcery;
        this.now = Global.of(sorcery.retrieveAll(Global.TYPE));
    }

    void changed() {
        now = Global.of(sorcery.retrieveAll(Global.TYPE));
    }

    Duration keepAlive() {
        return now.keepAlive();
    }

    String userAgent() {
        return Objects.requireNonNullElse(now.userAgent(), OWN_NAME);
    }
}
