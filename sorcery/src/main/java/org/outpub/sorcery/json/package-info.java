/**
 * Configuration in JSON: the {@code json} wizard that reads objects from such files, the schema that describes them, and
 * conversion from and to INI. The reader is total: any bytes give a document and a list of problems.
 */
@NullMarked
package org.outpub.sorcery.json;

import org.jspecify.annotations.NullMarked;
