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
 * @param changes takes what the wizard says about its storage
 */
public record WizardContext(Path folder, Executor executor, Ticker ticker, WizardChanges changes) {
    /** Checks that nothing is missing. */
    public WizardContext {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(ticker, "ticker");
        Objects.requireNonNull(changes, "changes");
    }

    /**
     * For a wizard outside of a store, such as in a test: what it says of changes is not heard.
     *
     * @param folder the configuration's folder
     * @param executor runs what a wizard does in the background
     * @param ticker tells the age of what is kept
     */
    public WizardContext(Path folder, Executor executor, Ticker ticker) {
        this(folder, executor, ticker, WizardChanges.unheard());
    }
}
