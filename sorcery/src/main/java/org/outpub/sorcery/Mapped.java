package org.outpub.sorcery;

import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.Wizard;

/**
 * A mapping and the wizard that was opened for it.
 *
 * @param mapping as configured
 * @param wizard of the kind that the mapping's role needs
 */
record Mapped(Mapping mapping, Wizard wizard) {}
