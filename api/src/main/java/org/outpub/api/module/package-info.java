/**
 * The life of a plug-in module, as a PBX framework runs it: found by {@link java.util.ServiceLoader}, loaded with a
 * {@link org.outpub.api.module.ModuleContext} that lends it what the host has, reloaded, unloaded.
 */
@NullMarked
package org.outpub.api.module;

import org.jspecify.annotations.NullMarked;
