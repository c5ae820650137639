/**
 * Which wizards hold which type: {@code sorcery.conf}, and the kinds of wizards there are.
 */
@NullMarked
package org.outpub.sorcery.mapping;

import org.jspecify.annotations.NullMarked;
