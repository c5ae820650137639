/**
 * The object store as its users see it, in the order of an object's life: declare an {@link
 * org.outpub.api.sorcery.type.ObjectType}, register it with a {@link org.outpub.api.sorcery.Sorcery} and map it to a {@link
 * org.outpub.api.sorcery.wizard.Wizard}, load, retrieve, create, update and delete, and observe what changes.
 *
 * <p>Objects are immutable records that carry an id. Between storage and records stands the {@link
 * org.outpub.api.sorcery.type.ObjectSet}: ordered names and values, each with its file and line. Those who declare types
 * find the rest in {@code org.outpub.api.sorcery.type}, those who write wizards in {@code org.outpub.api.sorcery.wizard};
 * each package uses those after it in this sentence's order: users, wizards, types.
 */
@NullMarked
package org.outpub.api.sorcery;

import org.jspecify.annotations.NullMarked;
