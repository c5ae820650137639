package org.outpub.publish.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.ObjectType;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.sorcery.SorceryConf;

/** The object types of the agent and where Asterisk keeps them. */
public final class ObjectTypes {
    private static final String PJSIP = "res_pjsip";
    private static final String OUTBOUND_PUBLISH = "res_pjsip_outbound_publish";

    /** All of them; what others refer to comes first. */
    public static final List<ObjectType<?>> ALL = List.of(Transport.TYPE, Auth.TYPE, OutboundPublish.TYPE);

    private ObjectTypes() {}

    /**
     * Registers all types where {@code sorcery.conf} says, or else with in one file: Asterisk's default mapping, the
     * {@code config} wizard that tells types apart by {@code type=}, or the {@code json} wizard. What others refer to
     * comes first.
     *
     * @param sorcery where to
     * @param conf in which Asterisk's sections count: {@code res_pjsip} and {@code res_pjsip_outbound_publish}
     * @param file the {@code pjsip.conf} or {@code .json}, as a mapping names it
     * @return what is wrong with the mappings
     */
    public static List<ConfigProblem> register(Sorcery sorcery, SorceryConf conf, Path file) {
        List<ConfigProblem> problems = new ArrayList<>(conf.problems());
        problems.addAll(conf.register(sorcery, PJSIP, Transport.TYPE, inFile(file, Transport.TYPE)));
        problems.addAll(conf.register(sorcery, PJSIP, Auth.TYPE, inFile(file, Auth.TYPE)));
        problems.addAll(
                conf.register(sorcery, OUTBOUND_PUBLISH, OutboundPublish.TYPE, inFile(file, OutboundPublish.TYPE)));
        return problems;
    }

    private static Mapping inFile(Path file, ObjectType<?> type) {
        if (file.toString().endsWith(".json")) {
            return Mapping.of("json", file.toString());
        }
        return Mapping.of("config", file + ",criteria=type=" + type.name());
    }
}
