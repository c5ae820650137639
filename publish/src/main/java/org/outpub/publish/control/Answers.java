package org.outpub.publish.control;

import java.util.concurrent.CompletionStage;

/** What answers requests. Called on the event loop; must not wait and does not throw. */
interface Answers {
    /**
     * Answers a request.
     *
     * @param request whole, from somebody who may ask
     * @return completed on any thread, never exceptionally
     */
    CompletionStage<Reply> answer(Request request);
}
