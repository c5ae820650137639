/** Time as something handed in: a monotonic ticker, so that a host or a test can hold it still. */
@NullMarked
package org.outpub.api.time;

import org.jspecify.annotations.NullMarked;
