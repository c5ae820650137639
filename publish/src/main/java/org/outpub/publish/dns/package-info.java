/**
 * Asks name servers: {@link org.outpub.publish.dns.NameResolver} is the port, {@link
 * org.outpub.publish.dns.DnsjavaResolver} the adapter, {@link org.outpub.publish.dns.Locator} drives the pure selection.
 */
@NullMarked
package org.outpub.publish.dns;

import org.jspecify.annotations.NullMarked;
