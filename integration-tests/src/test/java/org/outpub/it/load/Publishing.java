package org.outpub.it.load;

import java.io.IOException;

/** Something that publishes changes of its publications, one after the other round and round. */
interface Publishing extends AutoCloseable {
    /** Publishes so many changes, and returns when the server has confirmed each. */
    void publish(int count) throws Exception;

    @Override
    void close() throws IOException;
}
