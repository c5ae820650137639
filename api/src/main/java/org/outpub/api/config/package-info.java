/**
 * Where configuration came from and what was wrong with it. Every value read from a file carries its {@link
 * org.outpub.api.config.Origin}; everything wrong is a {@link org.outpub.api.config.ConfigProblem}, gathered and told
 * all at once, never thrown one by one.
 */
@NullMarked
package org.outpub.api.config;

import org.jspecify.annotations.NullMarked;
