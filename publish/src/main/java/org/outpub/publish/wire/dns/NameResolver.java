package org.outpub.publish.wire.dns;

import java.util.concurrent.CompletionStage;
import org.outpub.publish.delivery.location.DnsAnswer;
import org.outpub.publish.delivery.location.DnsQuestion;

/** Asks name servers. Safe for use by many threads. */
@FunctionalInterface
public interface NameResolver {
    /**
     * Asks one question. Returns at once; answers are kept as long as they may be, negative ones too.
     *
     * @param question what to ask
     * @return never completed exceptionally
     */
    CompletionStage<DnsAnswer> ask(DnsQuestion question);
}
