/** Objects that live in memory only. */
@NullMarked
package org.outpub.sorcery.memory;

import org.jspecify.annotations.NullMarked;
