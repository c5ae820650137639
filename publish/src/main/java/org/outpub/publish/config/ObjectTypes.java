package org.outpub.publish.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.RefusedMappingException;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.sorcery.type.NearestName;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.sorcery.mapping.SorceryConf;

/** The object types of the agent and where Asterisk keeps them. */
public final class ObjectTypes {
    private static final String PJSIP = "res_pjsip";
    private static final String OUTBOUND_PUBLISH = "res_pjsip_outbound_publish";

    /** All of them; what others refer to comes first. */
    public static final List<ObjectType<?>> ALL =
            List.of(SipSystem.TYPE, Global.TYPE, Transport.TYPE, Auth.TYPE, OutboundPublish.TYPE);

    private ObjectTypes() {}

    /**
     * Finds a type that people configure.
     *
     * @param name such as {@code outbound-publish}
     * @return the type
     * @throws IllegalArgumentException if there is none of that name
     */
    public static ObjectType<?> named(String name) {
        return ALL.stream().filter(type -> type.name().equals(name)).findFirst().orElseThrow(() -> unknown(name));
    }

    private static IllegalArgumentException unknown(String name) {
        List<String> known = ALL.stream().map(ObjectType::name).toList();
        String hint = NearestName.hint(name, known);
        return new IllegalArgumentException(
                "there is no type '" + name + "'; " + (hint.isEmpty() ? "expected " + String.join(", ", known) : hint));
    }

    /**
     * Registers all types where {@code sorcery.conf} says, or else with in one file: Asterisk's default mapping, the
     * {@code config} wizard that tells types apart by {@code type=}, or the {@code json} wizard. What others refer to
     * comes first.
     *
     * @param sorcery where to
     * @param conf in which Asterisk's sections count: {@code res_pjsip} and {@code res_pjsip_outbound_publish}
     * @param file the {@code pjsip.conf} or {@code .json}, as a mapping names it; null for none: objects are put into
     *     memory by code
     * @param stateFile the database in which {@link PublicationState} is kept where {@code sorcery.conf} does not map it;
     *     null for none, so that it is kept only if it is mapped
     * @return what is wrong with the mappings
     */
    public static List<ConfigProblem> register(
            Sorcery sorcery, SorceryConf conf, @Nullable Path file, @Nullable Path stateFile) {
        List<ConfigProblem> problems = new ArrayList<>(conf.problems());
        problems.addAll(conf.register(sorcery, PJSIP, SipSystem.TYPE, inFile(file, SipSystem.TYPE)));
        problems.addAll(conf.register(sorcery, PJSIP, Global.TYPE, inFile(file, Global.TYPE)));
        problems.addAll(conf.register(sorcery, PJSIP, Transport.TYPE, inFile(file, Transport.TYPE)));
        problems.addAll(conf.register(sorcery, PJSIP, Auth.TYPE, inFile(file, Auth.TYPE)));
        problems.addAll(
                conf.register(sorcery, OUTBOUND_PUBLISH, OutboundPublish.TYPE, inFile(file, OutboundPublish.TYPE)));
        if (keepsState(conf, stateFile)) {
            problems.addAll(registerState(sorcery, conf, stateFile));
        }
        return problems;
    }

    /** A database that cannot be used is no reason not to publish. */
    private static List<ConfigProblem> registerState(Sorcery sorcery, SorceryConf conf, @Nullable Path stateFile) {
        Mapping memory = Mapping.of("memory");
        Mapping usual = stateFile == null ? memory : Mapping.of("astdb", "outpub,file=" + stateFile);
        try {
            if (conf.maps(OUTBOUND_PUBLISH, KeptPublication.TYPE)) {
                return conf.register(sorcery, OUTBOUND_PUBLISH, KeptPublication.TYPE, usual);
            }
            sorcery.register(KeptPublication.TYPE, usual); // in a damaged file, too: nothing goes live by it
            return List.of();
        } catch (RefusedMappingException refused) {
            sorcery.register(KeptPublication.TYPE, memory);
            return List.of(ConfigProblem.warning(
                    Origin.of(Objects.requireNonNull(stateFile)),
                    "entity-tags do not outlive this process: " + refused.getMessage()));
        }
    }

    /**
     * Whether what servers hold is kept over a restart.
     *
     * @param conf as above
     * @param stateFile as above
     * @return true if there is somewhere to keep it
     */
    public static boolean keepsState(SorceryConf conf, @Nullable Path stateFile) {
        return stateFile != null || conf.maps(OUTBOUND_PUBLISH, KeptPublication.TYPE);
    }

    private static Mapping inFile(@Nullable Path file, ObjectType<?> type) {
        if (file == null) {
            return Mapping.of("memory");
        }
        if (file.toString().endsWith(".json")) {
            return Mapping.of("json", file.toString());
        }
        String arguments = file + ",criteria=type=" + type.name();
        boolean single = type == Global.TYPE || type == SipSystem.TYPE;
        return Mapping.of("config", single ? arguments + ",single_object=yes,explicit_name=" + type.name() : arguments);
    }
}
