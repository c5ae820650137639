/** The demo: a small Event State Compositor (RFC 3903 §6), what is published to it, and the table that shows what it gets. */
@NullMarked
package org.outpub.publish.demo;

import org.jspecify.annotations.NullMarked;
