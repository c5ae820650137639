package org.outpub.api.sorcery;

/**
 * Hears how the wizards of one kind are read (Asterisk: wizard observer). Called as {@link ObjectObserver} is: one call
 * at a time, on the store's executor and with no lock held.
 */
@FunctionalInterface
public interface WizardObserver {
    /** What came of reading a source. */
    enum Outcome {
        /** Its objects were read anew. */
        READ,
        /** Nothing in it had changed. */
        UNCHANGED,
        /** It could not be read; what it held stays. */
        UNREADABLE
    }

    /**
     * A source was read in a reload.
     *
     * @param type the name of the type it holds
     * @param mapping which mapping
     * @param outcome what came of it
     */
    void read(String type, Mapping mapping, Outcome outcome);
}
