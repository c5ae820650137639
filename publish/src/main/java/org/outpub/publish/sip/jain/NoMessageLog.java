package org.outpub.publish.sip.jain;

import gov.nist.core.ServerLogger;
import gov.nist.javax.sip.message.SIPMessage;
import java.util.Properties;
import javax.sip.SipStack;
import org.jspecify.annotations.Nullable;

/** Keeps the SIP library from logging messages, which hold credentials. Stateless. */
public final class NoMessageLog implements ServerLogger {
    /** For the library, which makes it by name. */
    public NoMessageLog() {}

    @Override
    public void closeLogFile() {}

    @Override
    public void logMessage(
            @Nullable SIPMessage message, @Nullable String from, @Nullable String to, boolean sender, long time) {}

    @Override
    public void logMessage(
            @Nullable SIPMessage message,
            @Nullable String from,
            @Nullable String to,
            @Nullable String status,
            boolean sender,
            long time) {}

    @Override
    public void logMessage(
            @Nullable SIPMessage message,
            @Nullable String from,
            @Nullable String to,
            @Nullable String status,
            boolean sender) {}

    @Override
    public void logException(@Nullable Exception cause) {}

    @Override
    public void setStackProperties(@Nullable Properties properties) {}

    @Override
    public void setSipStack(@Nullable SipStack stack) {}
}
