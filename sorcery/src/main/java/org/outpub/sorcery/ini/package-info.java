/**
 * The INI language of Asterisk's configuration files and the {@code config} wizard that reads objects from them. The
 * reader is pure and total: any bytes give a document and a list of problems.
 */
@NullMarked
package org.outpub.sorcery.ini;

import org.jspecify.annotations.NullMarked;
