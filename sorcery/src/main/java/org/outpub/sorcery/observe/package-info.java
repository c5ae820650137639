/**
 * Telling observers, in order and away from the locks.
 */
@NullMarked
package org.outpub.sorcery.observe;

import org.jspecify.annotations.NullMarked;
