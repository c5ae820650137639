package org.outpub.publish.delivery.digest;

/**
 * What a server that let a request through says of its credentials, not yet read.
 *
 * @param proxy whether it is Proxy-Authentication-Info rather than Authentication-Info
 * @param value such as {@code nextnonce="…", qop=auth}
 */
public record Confirmation(boolean proxy, String value) {}
