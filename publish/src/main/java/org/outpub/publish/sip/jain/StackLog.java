package org.outpub.publish.sip.jain;

import gov.nist.core.CommonLogger;
import gov.nist.core.ServerLogger;
import gov.nist.core.StackLogger;
import gov.nist.javax.sip.message.SIPMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Properties;
import javax.sip.SipStack;

/**
 * Takes what the library logs to our own log, one level lower than it asks for, because it calls errors what the network
 * does every day. Messages are not logged: they carry credentials. Public because the library makes it by name.
 */
public final class StackLog implements StackLogger, ServerLogger {
    private static final Logger LOG = System.getLogger(StackLog.class.getPackageName());

    /** For the library. */
    public StackLog() {}

    /** Keeps the library from looking for another logging framework; must be called before anything else of it. */
    static void install() {
        CommonLogger.legacyLogger = new StackLog();
    }

    static void configure(Properties properties) {
        properties.setProperty("gov.nist.javax.sip.STACK_LOGGER", StackLog.class.getName());
        properties.setProperty("gov.nist.javax.sip.SERVER_LOGGER", StackLog.class.getName());
    }

    @Override
    public void logStackTrace() {}

    @Override
    public void logStackTrace(int level) {}

    @Override
    public int getLineCount() {
        return 0;
    }

    @Override
    public void logException(Throwable thrown) {
        LOG.log(Level.DEBUG, "the SIP library caught", thrown);
    }

    @Override
    public void logException(Exception thrown) {
        logException((Throwable) thrown);
    }

    @Override
    public void logDebug(String message) {}

    @Override
    public void logDebug(String message, Exception thrown) {}

    @Override
    public void logTrace(String message) {}

    @Override
    public void logFatalError(String message) {
        LOG.log(Level.WARNING, "the SIP library: {0}", message);
    }

    @Override
    public void logError(String message) {
        LOG.log(Level.DEBUG, "the SIP library: {0}", message);
    }

    @Override
    public void logError(String message, Exception thrown) {
        LOG.log(Level.DEBUG, () -> "the SIP library: " + message, thrown);
    }

    @Override
    public boolean isLoggingEnabled() {
        return false;
    }

    @Override
    public boolean isLoggingEnabled(int level) {
        return false;
    }

    @Override
    public void logWarning(String message) {
        LOG.log(Level.DEBUG, "the SIP library: {0}", message);
    }

    @Override
    public void logInfo(String message) {}

    @Override
    public void disableLogging() {}

    @Override
    public void enableLogging() {}

    @Override
    public void setBuildTimeStamp(String stamp) {}

    @Override
    public void setStackProperties(Properties properties) {}

    @Override
    public String getLoggerName() {
        return StackLog.class.getPackageName();
    }

    @Override
    public void closeLogFile() {}

    @Override
    public void logMessage(SIPMessage message, String from, String to, boolean sender, long time) {}

    @Override
    public void logMessage(SIPMessage message, String from, String to, String status, boolean sender, long time) {}

    @Override
    public void logMessage(SIPMessage message, String from, String to, String status, boolean sender) {}

    @Override
    public void setSipStack(SipStack stack) {}
}
