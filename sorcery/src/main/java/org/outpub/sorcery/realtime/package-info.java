/**
 * Objects in the tables of a database, as Asterisk's realtime has them: the {@code realtime} wizard, over any
 * {@link javax.sql.DataSource}, and a watch that follows what others write.
 */
@NullMarked
package org.outpub.sorcery.realtime;

import org.jspecify.annotations.NullMarked;
