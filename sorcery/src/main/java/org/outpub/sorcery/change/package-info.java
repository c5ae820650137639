/**
 * Changing what is live: the one owner of the state and of the store's locks, and the writing of single objects. What is
 * foreign is called with the locks of the written ids held, and never with the commit lock.
 */
@NullMarked
package org.outpub.sorcery.change;

import org.jspecify.annotations.NullMarked;
