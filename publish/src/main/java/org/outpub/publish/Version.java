package org.outpub.publish;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;

/** Which version this is. */
final class Version {
    /** As the jar's manifest has it, or the module; {@code dev} when the classes come from neither. */
    static final String CURRENT = Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            .or(Version::ofModule)
            .orElse("dev");

    private Version() {}

    /** The platform reads no manifest for what is on the module path. */
    private static Optional<String> ofModule() {
        return Optional.ofNullable(Version.class.getModule().getDescriptor()).flatMap(ModuleDescriptor::rawVersion);
    }
}
