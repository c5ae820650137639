/** Where states come from, and what all of it shares. */
@NullMarked
package org.outpub.publish.sources;

import org.jspecify.annotations.NullMarked;
