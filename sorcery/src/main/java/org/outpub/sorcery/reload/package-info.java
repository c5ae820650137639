/**
 * A reload: read everything aside, compare it with what is live, swap.
 */
@NullMarked
package org.outpub.sorcery.reload;

import org.jspecify.annotations.NullMarked;
