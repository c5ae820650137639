package org.outpub.publish.delivery.location;

/**
 * What a name server is asked. Immutable.
 *
 * @param name without a dot at its end
 * @param type the kind of record
 */
public record DnsQuestion(String name, Type type) {
    /** The kinds of records that location needs. */
    public enum Type {
        /** Which services there are (RFC 3403). */
        NAPTR,
        /** Which hosts serve (RFC 2782). */
        SRV,
        /** An IPv4 address. */
        A,
        /** An IPv6 address. */
        AAAA
    }

    /** Prints such as {@code SRV of _sip._udp.example.org}. */
    @Override
    public String toString() {
        return type + " of " + name;
    }
}
