/**
 * The way to the wire, on jain-sip: {@link org.outpub.publish.sip.jain.JainSipGateway} sends, {@link
 * org.outpub.publish.sip.jain.JainSipServer} answers. No other package knows the SIP library.
 *
 * <p>Of the library we use the parser and the message model. Its transactions are not used, since they cost much and
 * accept any answer whose branch fits; nor are its transports, which start a thread for much, keep no bound on what
 * comes in, check no names in certificates and lose messages. Requests are written by our own encoder, since the
 * library's URIs lose the order of their parameters; and answers keep their raw header lines, since the library loses
 * what it cannot represent. A host that runs the library's stack already may lend it: {@link
 * org.outpub.publish.sip.jain.HostStack}.
 */
@NullMarked
package org.outpub.publish.sip.jain;

import org.jspecify.annotations.NullMarked;
