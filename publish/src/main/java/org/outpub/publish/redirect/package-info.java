/** Following redirects (RFC 3261 §8.1.3.4). Pure: no threads, no clocks, no sockets. */
@NullMarked
package org.outpub.publish.redirect;

import org.jspecify.annotations.NullMarked;
