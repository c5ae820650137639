/**
 * What a telephone system's devices, extensions and mailboxes are doing. A host feeds {@link
 * org.outpub.api.state.PbxState}; the event packages that come with Outpub publish from it, and anybody else may read
 * and observe it.
 */
@NullMarked
package org.outpub.api.state;

import org.jspecify.annotations.NullMarked;
