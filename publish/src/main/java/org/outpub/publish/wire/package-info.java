/**
 * Bytes. A {@link org.outpub.publish.wire.WireRequest} is one PUBLISH on its way to one server; {@link
 * org.outpub.publish.wire.Branches} knows all that are under way and reads the answers to them. What opens sockets is
 * behind the {@link org.outpub.publish.wire.Wire}. All of it lives on the agent's {@link org.outpub.publish.wire.Loop}.
 */
@NullMarked
package org.outpub.publish.wire;

import org.jspecify.annotations.NullMarked;
