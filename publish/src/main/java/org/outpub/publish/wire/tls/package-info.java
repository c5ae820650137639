/**
 * TLS as SIP wants it: key and certificate files as users have them ({@link org.outpub.publish.wire.tls.TlsContext}), and the
 * check that a certificate names the domain that was asked for (RFC 5922, {@link org.outpub.publish.wire.tls.SipIdentity}).
 */
@NullMarked
package org.outpub.publish.wire.tls;

import org.jspecify.annotations.NullMarked;
