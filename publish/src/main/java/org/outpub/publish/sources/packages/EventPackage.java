package org.outpub.publish.sources.packages;

import org.outpub.api.publication.PublishClient;

/** An event package: reads a publication's options and publishes what they ask for. */
interface EventPackage {
    String event();

    /** Whether the options of an object ask for it; the state of others comes from elsewhere. */
    boolean isAskedFor(OptionReader options);

    /**
     * Reads the options.
     *
     * @param options takes what is wrong with them
     * @return begins to publish; to be called only if nothing is wrong
     */
    Starter read(OptionReader options);

    /** What the options ask for, for a publication to come. */
    @FunctionalInterface
    interface Starter {
        Running on(PublishClient client);
    }
}
