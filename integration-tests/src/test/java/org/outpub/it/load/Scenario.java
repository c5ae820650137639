package org.outpub.it.load;

import java.nio.file.Path;

/** One thing that is measured and printed. */
interface Scenario {
    /**
     * Measures.
     *
     * @param server holds no publication yet
     * @param settings how much
     * @param folder empty, for files
     */
    void run(AcceptorProcess server, Settings settings, Path folder) throws Exception;
}
