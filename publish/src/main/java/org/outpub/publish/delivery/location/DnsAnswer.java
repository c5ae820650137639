package org.outpub.publish.delivery.location;

import java.util.List;

/** What a name server said. Immutable. */
public sealed interface DnsAnswer {
    /**
     * Records of the kind that was asked for, any alias followed.
     *
     * @param records at least one
     */
    record Found(List<DnsRecord> records) implements DnsAnswer {
        /** Copies the list. */
        public Found {
            records = List.copyOf(records);
        }
    }

    /** The name does not exist, or has no such record. */
    record Nothing() implements DnsAnswer {}

    /**
     * No name server gave an answer.
     *
     * @param reason in words
     */
    record Failed(String reason) implements DnsAnswer {}
}
