/** What peers publish to the agent: decided without doing it, and handed to the state of the host. */
@NullMarked
package org.outpub.publish.receiving;

import org.jspecify.annotations.NullMarked;
