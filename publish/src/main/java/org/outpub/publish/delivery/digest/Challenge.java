package org.outpub.publish.delivery.digest;

/**
 * One challenge of a 401 or 407, not yet read.
 *
 * @param proxy whether it is Proxy-Authenticate rather than WWW-Authenticate
 * @param value such as {@code Digest realm="pbx", nonce="…"}
 */
public record Challenge(boolean proxy, String value) {}
