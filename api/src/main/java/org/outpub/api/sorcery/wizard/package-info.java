/**
 * For those who write wizards: sources, stores and caches, and what the store lends them.
 */
@NullMarked
package org.outpub.api.sorcery.wizard;

import org.jspecify.annotations.NullMarked;
