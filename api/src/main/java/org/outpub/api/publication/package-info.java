/**
 * Publishing by code: an {@link org.outpub.api.publication.EventPublisherHandler} registers for an event package; for
 * each configured publication of that event it is given a {@link org.outpub.api.publication.PublishClient} to publish
 * with, until the publication ends. A {@link org.outpub.api.publication.PublicationListener} hears how they fare.
 */
@NullMarked
package org.outpub.api.publication;

import org.jspecify.annotations.NullMarked;
