package org.outpub.publish;

import java.time.Duration;
import java.util.Objects;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.publish.config.Global;
import org.outpub.publish.config.SipSystem;

/** The {@code global} and the {@code system} section as they are now. Safe for use by many threads. */
final class GlobalOptions {
    private static final String OWN_NAME = "Outpub/" + Version.CURRENT;
    private final Sorcery sorcery;
    private volatile Global now;
    private volatile SipSystem system;

    GlobalOptions(Sorcery sorcery) {
        this.sorcery = sorcery;
        this.now = Global.of(sorcery.retrieveAll(Global.TYPE));
        this.system = SipSystem.of(sorcery.retrieveAll(SipSystem.TYPE));
    }

    void changed() {
        now = Global.of(sorcery.retrieveAll(Global.TYPE));
        system = SipSystem.of(sorcery.retrieveAll(SipSystem.TYPE));
    }

    /** Whether a request that is too large for one packet may go by TCP where UDP was found (RFC 3261 §18.1.1). */
    boolean mayLeaveDatagrams() {
        return !system.disableTcpSwitch();
    }

    Duration keepAlive() {
        return now.keepAlive();
    }

    String userAgent() {
        return Objects.requireNonNullElse(now.userAgent(), OWN_NAME);
    }
}
