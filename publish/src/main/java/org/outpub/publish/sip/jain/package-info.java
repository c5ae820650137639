/**
 * The way to the wire over UDP, on jain-sip: {@link org.outpub.publish.sip.jain.JainSipGateway} sends, {@link
 * org.outpub.publish.sip.jain.JainSipServer} answers. No other package knows the SIP library.
 *
 * <p>Of the library we use the parser, the message model and the UDP transport. Its transactions are not used, its
 * tables stay empty and its dispatch is cut off right behind the parser: a stray message costs the same however many
 * requests are under way. Requests are written by our own encoder, since the library's URIs lose the order of their
 * parameters; and answers keep their raw header lines, since the library loses what it cannot represent.
 */
@NullMarked
package org.outpub.publish.sip.jain;

import org.jspecify.annotations.NullMarked;
