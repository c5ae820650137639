package org.outpub.publish.delivery;

import java.util.OptionalLong;
import org.outpub.publish.config.SipUri;

/**
 * One place that a 3xx answer names (RFC 3261 §20.10). Immutable.
 *
 * @param uri as written, without angle brackets
 * @param permille its {@code q}, 0 to 1000; 1000 if it has none or none that can be read
 * @param expiresSeconds how long it may be remembered, if it says
 */
public record Contact(SipUri uri, int permille, OptionalLong expiresSeconds) {}
