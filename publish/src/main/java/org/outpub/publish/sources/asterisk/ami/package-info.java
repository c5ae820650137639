/**
 * Asterisk's manager interface, decided without doing it: bytes to messages ({@link
 * org.outpub.publish.sources.asterisk.ami.AmiReader}), what to do after each ({@link
 * org.outpub.publish.sources.asterisk.ami.ManagerSession}), and what holds where lists and live events meet. Pure: time
 * and randomness are handed in.
 */
@NullMarked
package org.outpub.publish.sources.asterisk.ami;

import org.jspecify.annotations.NullMarked;
