/**
 * The INI language: characters to sections, without a file being touched.
 */
@NullMarked
package org.outpub.sorcery.ini.text;

import org.jspecify.annotations.NullMarked;
