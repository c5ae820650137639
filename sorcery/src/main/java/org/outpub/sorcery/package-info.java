/**
 * The object store: {@link org.outpub.sorcery.SorceryStore} over wizards that read files or keep objects in memory, with
 * reloads that change exactly what changed.
 */
@NullMarked
package org.outpub.sorcery;

import org.jspecify.annotations.NullMarked;
