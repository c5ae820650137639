/**
 * TLS as SIP wants it: key and certificate files as users have them ({@link org.outpub.publish.tls.TlsContext}), and the
 * check that a certificate names the domain that was asked for (RFC 5922, {@link org.outpub.publish.tls.SipIdentity}).
 */
@NullMarked
package org.outpub.publish.tls;

import org.jspecify.annotations.NullMarked;
