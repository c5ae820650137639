/**
 * What is live: the snapshot of what sources hold, and the search through the wizards of a type. Pure.
 */
@NullMarked
package org.outpub.sorcery.live;

import org.jspecify.annotations.NullMarked;
