/**
 * For those who declare object types: fields, their codecs, and the object set that stands between storage and records.
 */
@NullMarked
package org.outpub.api.sorcery.type;

import org.jspecify.annotations.NullMarked;
