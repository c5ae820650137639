/** The non-INVITE client transaction of RFC 3261 §17.1.2, decided without timers or sockets of its own. */
@NullMarked
package org.outpub.publish.transaction;

import org.jspecify.annotations.NullMarked;
