/** A small Event State Compositor (RFC 3903 §6), for the demo and for tests. */
@NullMarked
package org.outpub.publish.esc;

import org.jspecify.annotations.NullMarked;
