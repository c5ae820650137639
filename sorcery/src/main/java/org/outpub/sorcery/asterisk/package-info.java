/** Objects kept in Asterisk's own database, an SQLite file. */
@NullMarked
package org.outpub.sorcery.asterisk;

import org.jspecify.annotations.NullMarked;
