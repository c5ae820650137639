package org.outpub.publish.config;

import java.nio.file.Path;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.ObjectType;
import org.outpub.api.sorcery.Sorcery;

/** The object types of the agent and where Asterisk keeps them. */
public final class ObjectTypes {
    private ObjectTypes() {}

    /**
     * Registers all types with Asterisk's default mapping: the {@code config} wizard, one file, told apart by {@code
     * type=}. What others refer to comes first.
     *
     * @param sorcery where to
     * @param file the {@code pjsip.conf}
     */
    public static void register(Sorcery sorcery, Path file) {
        register(sorcery, Transport.TYPE, file);
        register(sorcery, Auth.TYPE, file);
        register(sorcery, OutboundPublish.TYPE, file);
    }

    private static void register(Sorcery sorcery, ObjectType<?> type, Path file) {
        sorcery.register(type, Mapping.of("config", file + ",criteria=type=" + type.name()));
    }
}
