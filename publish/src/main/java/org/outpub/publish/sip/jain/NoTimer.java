package org.outpub.publish.sip.jain;

import gov.nist.javax.sip.SipStackImpl;
import gov.nist.javax.sip.stack.SIPStackTimerTask;
import gov.nist.javax.sip.stack.timers.SipTimer;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for the SIP library's timer, whose thread would keep the virtual machine alive. The transactions it serves
 * are not used. Stateless.
 */
public final class NoTimer implements SipTimer {
    /** For the library, which makes it by name. */
    public NoTimer() {}

    @Override
    public void start(@Nullable SipStackImpl stack, @Nullable Properties properties) {}

    @Override
    public void stop() {}

    @Override
    public boolean schedule(@Nullable SIPStackTimerTask task, long delay) {
        return false;
    }

    @Override
    public boolean scheduleWithFixedDelay(@Nullable SIPStackTimerTask task, long delay, long period) {
        return false;
    }

    @Override
    public boolean cancel(@Nullable SIPStackTimerTask task) {
        return false;
    }

    @Override
    public boolean isStarted() {
        return true;
    }
}
