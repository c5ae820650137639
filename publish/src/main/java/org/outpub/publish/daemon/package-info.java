/** The command line: {@code run}, {@code check} and {@code demo}. */
@NullMarked
package org.outpub.publish.daemon;

import org.jspecify.annotations.NullMarked;
