package org.outpub.publish;

import java.util.Objects;

/** Which version this is. */
final class Version {
    /** As the jar's manifest has it; {@code dev} when the classes do not come from a jar. */
    static final String CURRENT =
            Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "dev");

    private Version() {}
}
