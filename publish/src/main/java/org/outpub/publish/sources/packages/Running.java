package org.outpub.publish.sources.packages;

/** An event package at work for one publication. */
interface Running {
    /** Publishes everything there is, from now on, and then what changes. */
    void start();

    /**
     * Publishes everything again, if the documents tell changes and a server that lost the publication has lost what
     * earlier ones said. Where each document is the full state, the publication itself holds all of it.
     *
     * @param all whether the server has not even the last document
     */
    void dump(boolean all);

    /** Publishes nothing more once this has returned. */
    void stop();
}
