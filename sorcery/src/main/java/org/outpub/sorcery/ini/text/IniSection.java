package org.outpub.sorcery.ini.text;

import org.outpub.api.sorcery.type.ObjectSet;

/**
 * A section of a document. Immutable.
 *
 * @param template whether it is only there to be inherited from
 * @param values its name as id, its own and inherited entries in order
 */
public record IniSection(boolean template, ObjectSet values) {}
