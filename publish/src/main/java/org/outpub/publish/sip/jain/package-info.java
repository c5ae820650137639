/**
 * The wire by way of jain-sip: its message model, its parser and its UDP transport. The only package that knows the
 * library. Requests are sent without its transactions, which cost too much and accept any response whose branch fits;
 * {@link org.outpub.publish.transaction.ClientTransaction} takes their place.
 */
@NullMarked
package org.outpub.publish.sip.jain;

import org.jspecify.annotations.NullMarked;
