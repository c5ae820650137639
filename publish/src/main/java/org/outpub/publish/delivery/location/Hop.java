package org.outpub.publish.delivery.location;

/**
 * A server that may take a request. Immutable.
 *
 * @param server the server
 * @param rank which come first: 0 for the best, equal for servers between which only weights decide
 */
public record Hop(Server server, int rank) {}
