/**
 * Objects that change very often, in a file of their own that only ever grows at its end: many changes are one append and
 * one wait for the disk. What was replaced is left out when the file is written anew.
 */
@NullMarked
package org.outpub.sorcery.journal;

import org.jspecify.annotations.NullMarked;
