/** Objects kept in memory on behalf of slower wizards. */
@NullMarked
package org.outpub.sorcery.cache;

import org.jspecify.annotations.NullMarked;
