/**
 * The part of the wire that knows the SIP library, and no other package does. Of the library we use the parser and the
 * message model: {@link org.outpub.publish.wire.jain.JainParser} reads answers whose wording is unusual, {@link
 * org.outpub.publish.wire.jain.RequestAnswers} requests that come in. Its transactions are not used, since they cost much
 * and accept any answer whose branch fits; nor are its transports, which start a thread for much, keep no bound on what
 * comes in, check no names in certificates and lose messages. A host that runs the library's stack already may lend it:
 * {@link org.outpub.publish.wire.jain.HostStack}.
 */
@NullMarked
package org.outpub.publish.wire.jain;

import org.jspecify.annotations.NullMarked;
