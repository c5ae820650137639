package org.outpub.api.sorcery.wizard;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.outpub.api.time.Ticker;

/**
 * What a store lends its wizards. Immutable.
 *
 * @param folder what relative paths in a mapping's arguments are relative to: the configuration's folder
 * @param executor runs what a wizard does in the background; may run it in the calling thread
 * @param ticker tells the age of what is kept
 */
public record WizardContext(Path folder, Executor executor, Ticker ticker) {
    /** Checks that nothing is missing. */
    public WizardContext {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(ticker, "ticker");
    }
}
