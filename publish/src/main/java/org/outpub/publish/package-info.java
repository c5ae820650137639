/**
 * The event publication agent. Embedders begin with {@link org.outpub.publish.Outpub}; hosts that have a store and a
 * module loader of their own, with {@link org.outpub.publish.OutboundPublishModule}.
 */
@NullMarked
package org.outpub.publish;

import org.jspecify.annotations.NullMarked;
