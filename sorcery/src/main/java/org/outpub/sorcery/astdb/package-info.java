/** Objects kept in Asterisk's own database, an SQLite file. */
@NullMarked
package org.outpub.sorcery.astdb;

import org.jspecify.annotations.NullMarked;
