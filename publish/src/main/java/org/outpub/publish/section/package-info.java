/**
 * Sections of a {@code pjsip.conf} written by code, for {@link org.outpub.publish.Outpub#put(Section)}: a method for each
 * option, called like it, so that what Asterisk's documentation and {@code outpub options} say of the option holds here.
 */
@NullMarked
package org.outpub.publish.section;

import org.jspecify.annotations.NullMarked;
