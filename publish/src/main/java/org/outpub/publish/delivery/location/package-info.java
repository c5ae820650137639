/**
 * Where requests go (RFC 3263), pure: {@link org.outpub.publish.delivery.location.ServerSelection} says what to ask the name
 * servers and orders what they answer, {@link org.outpub.publish.delivery.location.ServerHealth} remembers servers that failed,
 * {@link org.outpub.publish.delivery.location.HopOrder} keeps a publication with the server that knows it.
 */
@NullMarked
package org.outpub.publish.delivery.location;

import org.jspecify.annotations.NullMarked;
