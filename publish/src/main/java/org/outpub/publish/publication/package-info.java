/**
 * What one publication does, decided without doing it: {@link org.outpub.publish.publication.PublicationMachine} takes a
 * state and an event to a new state and the effects to perform. Pure: time and randomness are handed in.
 */
@NullMarked
package org.outpub.publish.publication;

import org.jspecify.annotations.NullMarked;
