package org.outpub.publish.wire;

/** Decides the answers to requests that come in. Called by one thread at a time and must not block. */
@FunctionalInterface
public interface RequestHandler {
    /**
     * Answers a request.
     *
     * @param request what came
     * @return the final answer
     */
    ServerResponse answer(ServerRequest request);
}
