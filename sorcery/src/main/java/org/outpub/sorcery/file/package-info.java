/** Notices that files changed, and when their writer is done. */
@NullMarked
package org.outpub.sorcery.file;

import org.jspecify.annotations.NullMarked;
