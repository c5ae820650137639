/**
 * Asks name servers: {@link org.outpub.publish.wire.dns.NameResolver} is the port, {@link
 * org.outpub.publish.wire.dns.DnsjavaResolver} the adapter.
 */
@NullMarked
package org.outpub.publish.wire.dns;

import org.jspecify.annotations.NullMarked;
