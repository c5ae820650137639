package org.outpub.api.module;

import org.outpub.api.sorcery.ReloadReport;

/**
 * How loading went. Immutable.
 *
 * @param outcome whether the module works now
 * @param reason why it does not; empty if it does
 * @param objects what the first reading of the configuration gave
 */
public record LoadReport(Outcome outcome, String reason, ReloadReport objects) {
    /** Whether a module works after loading, as in Asterisk. */
    public enum Outcome {
        /** It works. */
        SUCCESS,
        /** It does not fit in here, such as twice into one store; it left nothing behind, and the host goes on without it. */
        DECLINED,
        /** Something is broken; it left nothing behind. */
        FAILED
    }
}
