package org.outpub.api.module;

import java.util.List;

/**
 * What a module is. Immutable.
 *
 * @param name such as {@code outbound-publish}
 * @param version of its code
 * @param requires names of modules that must be loaded before it
 */
public record ModuleInfo(String name, String version, List<String> requires) {
    /** Copies the list. */
    public ModuleInfo {
        requires = List.copyOf(requires);
    }
}
