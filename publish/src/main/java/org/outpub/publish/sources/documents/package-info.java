/**
 * The documents of the event packages that come with Outpub, each from a state to its bytes. Pure. The forms are those
 * that deployed servers know from Asterisk and compare to the letter; where such a form breaks the rules of its RFC,
 * there is a strict one beside it.
 */
@NullMarked
package org.outpub.publish.sources.documents;

import org.jspecify.annotations.NullMarked;
