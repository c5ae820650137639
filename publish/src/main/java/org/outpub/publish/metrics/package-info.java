/** What the agent does, as meters of the host's registry. */
@org.jspecify.annotations.NullMarked
package org.outpub.publish.metrics;
