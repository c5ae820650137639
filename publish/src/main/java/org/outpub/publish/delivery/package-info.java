/**
 * One request from its servers to its end, pure: a {@link org.outpub.publish.delivery.Delivery} says whom to try next, its {@link
 * org.outpub.publish.delivery.ClientTransaction} (RFC 3261 §17.1.2) when to send again, a {@link
 * org.outpub.publish.delivery.Redirection} where servers sent it, and an {@link org.outpub.publish.delivery.Outcome} how it ended.
 */
@NullMarked
package org.outpub.publish.delivery;

import org.jspecify.annotations.NullMarked;
