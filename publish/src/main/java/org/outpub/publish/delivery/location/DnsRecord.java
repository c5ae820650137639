package org.outpub.publish.delivery.location;

/** One record, as far as location reads it. Immutable. Names have no dot at their end. */
public sealed interface DnsRecord {
    /**
     * A service of a domain (RFC 3403 §4.1).
     *
     * @param order the lower ones first
     * @param preference among equal orders the lower ones first
     * @param flags {@code s} if an SRV record is next
     * @param service such as {@code SIP+D2U}
     * @param replacement the name to ask next
     */
    record Naptr(int order, int preference, String flags, String service, String replacement) implements DnsRecord {}

    /**
     * A host that serves (RFC 2782).
     *
     * @param priority the lower ones first
     * @param weight its share among equal priorities
     * @param port where it listens
     * @param target the host's name; empty if the service is not there
     */
    record Srv(int priority, int weight, int port, String target) implements DnsRecord {}

    /**
     * A host's address.
     *
     * @param literal an IP literal, IPv6 without brackets
     */
    record Address(String literal) implements DnsRecord {}
}
