package org.outpub.publish.wire.jain;

import gov.nist.core.StackLogger;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The SIP library's log, onto the system's. Of what the library says only errors are kept, and of these the first line
 * up to a bound: it likes to print whole messages, and these hold credentials. Safe for use by many threads.
 */
public final class StackLog implements StackLogger {
    private static final System.Logger LOG = System.getLogger("org.outpub.publish.wire.stack");
    private static final int LONGEST = 120;

    /** For the library, which makes it by name. */
    public StackLog() {}

    @Override
    public boolean isLoggingEnabled() {
        return false;
    }

    @Override
    public boolean isLoggingEnabled(int level) {
        return level <= TRACE_ERROR && LOG.isLoggable(System.Logger.Level.DEBUG);
    }

    @Override
    public void logError(@Nullable String text) {
        LOG.log(System.Logger.Level.DEBUG, () -> "The SIP stack: " + firstLine(text));
    }

    @Override
    public void logError(@Nullable String text, @Nullable Exception cause) {
        LOG.log(System.Logger.Level.DEBUG, () -> "The SIP stack: " + firstLine(text) + nameOf(cause));
    }

    @Override
    public void logFatalError(@Nullable String text) {
        logError(text);
    }

    @Override
    public void logException(@Nullable Throwable cause) {
        LOG.log(System.Logger.Level.DEBUG, () -> "The SIP stack met" + nameOf(cause));
    }

    private static String firstLine(@Nullable String text) {
        String line = text == null ? "" : text.lines().findFirst().orElse("");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }

    private static String nameOf(@Nullable Throwable cause) {
        return cause == null ? "" : " " + cause.getClass().getName();
    }

    @Override
    public String getLoggerName() {
        return "org.outpub.publish.wire.stack";
    }

    @Override
    public int getLineCount() {
        return 0;
    }

    @Override
    public void logStackTrace() {}

    @Override
    public void logStackTrace(int level) {}

    @Override
    public void logDebug(@Nullable String text) {}

    @Override
    public void logDebug(@Nullable String text, @Nullable Exception cause) {}

    @Override
    public void logTrace(@Nullable String text) {}

    @Override
    public void logWarning(@Nullable String text) {}

    @Override
    public void logInfo(@Nullable String text) {}

    @Override
    public void disableLogging() {}

    @Override
    public void enableLogging() {}

    @Override
    public void setBuildTimeStamp(@Nullable String buildTimeStamp) {}

    @Override
    public void setStackProperties(@Nullable Properties properties) {}
}
