package org.outpub.sorcery.ini;

import java.util.Map;

/**
 * What came of reading a file with its includes, and what spares the next reading work. Immutable.
 *
 * @param document what they say
 * @param files by name as messages show it
 */
record IniReading(IniDocument document, Map<String, FormerFile> files) {
    IniReading {
        files = Map.copyOf(files);
    }
}
