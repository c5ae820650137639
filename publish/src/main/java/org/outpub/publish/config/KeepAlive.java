package org.outpub.publish.config;

/**
 * How a TCP connection's system probes a silent peer: the {@code tcp_keepalive_…} options. Immutable.
 *
 * @param enabled whether it does
 * @param idleSeconds silence before the first probe
 * @param intervalSeconds between two probes
 * @param probes unanswered ones that end the connection
 */
public record KeepAlive(boolean enabled, int idleSeconds, int intervalSeconds, int probes) {
    /** No probes. */
    public static final KeepAlive OFF = new KeepAlive(false, 30, 10, 5);
}
