package org.outpub.publish.receiving;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.DigestAlgorithm;
import org.outpub.publish.wire.ServerRequest;
import org.outpub.publish.wire.ServerResponse;

/**
 * The answers of the last half minute, as a request that is sent again is answered again and not done again (RFC 3261
 * §17.2.2). Only those whose sender is known are here, so that strangers cannot push them out. Confined to one thread.
 */
final class RepeatedRequests {
    /** Timer J. */
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(32);

    private static final int MOST = 20_000;
    private final Map<String, Answered> answered = new LinkedHashMap<>(); // oldest first

    private record Answered(ServerResponse response, long at) {}

    /** What was answered to a request; null if it is none that came before. */
    @Nullable
    ServerResponse answerTo(ServerRequest request, long now) {
        Answered known = answered.isEmpty() ? null : answered.get(key(request));
        return known == null || now - known.at >= REMEMBERED_NANOS ? null : known.response;
    }

    void remember(ServerRequest request, ServerResponse response, long now) {
        Iterator<Answered> oldest = answered.values().iterator();
        while (oldest.hasNext()) {
            boolean expired = now - oldest.next().at >= REMEMBERED_NANOS;
            if (!expired && answered.size() < MOST) {
                break;
            }
            oldest.remove();
        }
        answered.put(key(request), new Answered(response, now));
    }

    /** What makes a transaction (RFC 3261 §17.2.3), and what must be the same in one; of a bounded length. */
    private static String key(ServerRequest request) {
        return DigestAlgorithm.SHA_256.hash(String.join(
                "\n",
                request.source().toString(),
                request.header("via").orElse(""),
                request.header("call-id").orElse(""),
                request.header("cseq").orElse(""),
                request.header("from").orElse("")));
    }
}
