package org.outpub.sorcery.live;

import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.wizard.Wizard;

/**
 * A mapping and the wizard that was opened for it.
 *
 * @param mapping as configured
 * @param wizard of the kind that the mapping's role needs
 */
public record Mapped(Mapping mapping, Wizard wizard) {}
