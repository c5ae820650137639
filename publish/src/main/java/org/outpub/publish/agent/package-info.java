/**
 * Performs what the machine decides. A {@link org.outpub.publish.agent.Publisher} owns the state of one publication
 * and is touched only by its {@link org.outpub.publish.agent.Shard};
 * {@link org.outpub.publish.agent.Lanes} let one request at a time go to a Request-URI; {@link org.outpub.publish.runtime.Publications} follows the configuration
 * and {@link org.outpub.publish.agent.Handlers} ask the sources of state to publish.
 */
@NullMarked
package org.outpub.publish.agent;

import org.jspecify.annotations.NullMarked;
