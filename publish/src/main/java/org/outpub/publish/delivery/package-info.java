/**
 * The non-INVITE client transaction (RFC 3261 §17.1.2), pure: {@link org.outpub.publish.delivery.ClientTransaction}
 * decides when a request is sent again, which answer counts and when there is none.
 */
@NullMarked
package org.outpub.publish.delivery;

import org.jspecify.annotations.NullMarked;
