/**
 * The agent: one loop that owns whatever changes. Wishes and configuration come in by the {@link
 * org.outpub.publish.agent.Inbox}; each {@link org.outpub.publish.agent.LivePublication} asks its machine what to do, waits for
 * its {@link org.outpub.publish.agent.Turns turn} and sends by a {@link org.outpub.publish.agent.Dispatch}; results, news and
 * calls of handlers leave by the {@link org.outpub.publish.agent.Outbox}, for foreign code never runs on the loop.
 */
@NullMarked
package org.outpub.publish.agent;

import org.jspecify.annotations.NullMarked;
