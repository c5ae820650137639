/**
 * The agent's port to the wire, free of any SIP library: a {@link org.outpub.publish.sip.PublishRequest} goes out
 * through the {@link org.outpub.publish.sip.SipGateway}, a {@link org.outpub.publish.delivery.SipOutcome} comes back.
 */
@NullMarked
package org.outpub.publish.sip;

import org.jspecify.annotations.NullMarked;
