/**
 * An Asterisk as a source of state, over its manager interface: {@link org.outpub.publish.sources.asterisk.AsteriskSource}
 * keeps a {@link org.outpub.api.state.PbxState} as the Asterisk is. What is decided is in {@code ami}; here it is done.
 */
@NullMarked
package org.outpub.publish.sources.asterisk;

import org.jspecify.annotations.NullMarked;
