/**
 * The wire over Netty: {@link org.outpub.publish.wire.netty.NettyWire} opens UDP, TCP and TLS on an event loop, which {@link
 * org.outpub.publish.wire.netty.NettyLoop} makes the agent's. Sockets are epoll's where the loop is, else the platform's.
 * All of it is confined to the loop; TLS files and TLS's slow tasks are left to an executor.
 */
@NullMarked
package org.outpub.publish.wire.netty;

import org.jspecify.annotations.NullMarked;
