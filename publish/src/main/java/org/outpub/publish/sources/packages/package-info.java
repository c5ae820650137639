/**
 * The event packages that come with Outpub: {@code asterisk-devicestate}, {@code asterisk-mwi}, {@code presence}, {@code
 * dialog} and {@code message-summary}. Each is an {@link org.outpub.api.publication.EventPublisherHandler} that
 * publishes from a {@link org.outpub.api.state.PbxState}; {@link org.outpub.publish.sources.packages.EventPackages} gives them.
 */
@NullMarked
package org.outpub.publish.sources.packages;

import org.jspecify.annotations.NullMarked;
