/**
 * Digest authentication (RFC 7616, RFC 8760, RFC 3261 §22), decided without randomness or time of its own: a {@link
 * org.outpub.publish.delivery.digest.DigestSession} takes challenges and gives credentials.
 */
@NullMarked
package org.outpub.publish.delivery.digest;

import org.jspecify.annotations.NullMarked;
