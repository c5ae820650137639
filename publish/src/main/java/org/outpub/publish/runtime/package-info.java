/**
 * Performs what the machine decides. A {@link org.outpub.publish.runtime.Publisher} owns the state of one publication
 * and is touched only by its {@link org.outpub.publish.runtime.Shard};
 * {@link org.outpub.publish.runtime.Lanes} let one request at a time go to a Request-URI; {@link org.outpub.publish.runtime.Publications} follows the configuration
 * and {@link org.outpub.publish.runtime.Handlers} ask the sources of state to publish.
 */
@NullMarked
package org.outpub.publish.runtime;

import org.jspecify.annotations.NullMarked;
