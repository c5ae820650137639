/**
 * SIP over streams (RFC 3261 §18): {@link org.outpub.publish.sip.stream.StreamPort} keeps a connection to each server,
 * {@link org.outpub.publish.sip.stream.StreamFramer} cuts what comes into messages. One thread, the
 * {@link org.outpub.publish.sip.stream.StreamLoop}, does all of it and never waits for anything but events.
 */
@NullMarked
package org.outpub.publish.sip.stream;

import org.jspecify.annotations.NullMarked;
