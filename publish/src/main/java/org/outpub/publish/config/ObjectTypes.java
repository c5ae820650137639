package org.outpub.publish.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
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
    private static final String PUBLISH_ASTERISK = "res_pjsip_publish_asterisk";
    private static final String PUBSUB = "res_pjsip_pubsub";

    /** All of them; what others refer to comes first. */
    public static final List<ObjectType<?>> ALL = List.of(
            SipSystem.TYPE,
            Global.TYPE,
            Transport.TYPE,
            Auth.TYPE,
            OutboundPublish.TYPE,
            AsteriskServer.TYPE,
            AsteriskPublication.TYPE,
            InboundPublication.TYPE);

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
     * @param stateFolder where {@link KeptPublication} is kept where {@code sorcery.conf} does not map it;
     *     null for none, so that it is kept only if it is mapped
     * @return what is wrong with the mappings
     */
    public static List<ConfigProblem> register(
            Sorcery sorcery, SorceryConf conf, @Nullable Path file, @Nullable Path stateFolder) {
        List<ConfigProblem> problems = new ArrayList<>(conf.problems());
        problems.addAll(conf.register(sorcery, PJSIP, SipSystem.TYPE, inFile(file, SipSystem.TYPE)));
        problems.addAll(conf.register(sorcery, PJSIP, Global.TYPE, inFile(file, Global.TYPE)));
        problems.addAll(conf.register(sorcery, PJSIP, Transport.TYPE, inFile(file, Transport.TYPE)));
        problems.addAll(conf.register(sorcery, PJSIP, Auth.TYPE, inFile(file, Auth.TYPE)));
        problems.addAll(
                conf.register(sorcery, OUTBOUND_PUBLISH, OutboundPublish.TYPE, inFile(file, OutboundPublish.TYPE)));
        problems.addAll(
                conf.register(sorcery, OUTBOUND_PUBLISH, AsteriskServer.TYPE, inFile(file, AsteriskServer.TYPE)));
        problems.addAll(conf.register(
                sorcery, PUBLISH_ASTERISK, AsteriskPublication.TYPE, inFile(file, AsteriskPublication.TYPE)));
        problems.addAll(conf.register(sorcery, PUBSUB, InboundPublication.TYPE, inFile(file, InboundPublication.TYPE)));
        // Most of these have nothing to do with publications; where a database holds them, it need not be one of ours.
        sorcery.register(Endpoint.TYPE, inFile(file, Endpoint.TYPE));
        sorcery.register(Identify.TYPE, inFile(file, Identify.TYPE));
        if (keepsState(conf, stateFolder)) {
            problems.addAll(registerState(sorcery, conf, stateFolder));
        }
        return problems;
    }

    /**
     * Whether {@code sorcery.conf} maps every type that Asterisk has, so that there need not be a file for them.
     *
     * @param conf as above
     * @return true if so
     */
    static boolean areAllMapped(SorceryConf conf) {
        return conf.maps(OUTBOUND_PUBLISH, OutboundPublish.TYPE)
                && Stream.of(SipSystem.TYPE, Global.TYPE, Transport.TYPE, Auth.TYPE)
                        .allMatch(type -> conf.maps(PJSIP, type));
    }

    /** A folder that cannot be used is no reason not to publish. */
    private static List<ConfigProblem> registerState(Sorcery sorcery, SorceryConf conf, @Nullable Path stateFolder) {
        Mapping memory = Mapping.of("memory");
        Mapping usual = stateFolder == null ? memory : Mapping.of("journal", stateFolder.toString());
        try {
            if (conf.maps(OUTBOUND_PUBLISH, KeptPublication.TYPE)) {
                return conf.register(sorcery, OUTBOUND_PUBLISH, KeptPublication.TYPE, usual);
            }
            sorcery.register(KeptPublication.TYPE, usual); // in a damaged file, too: nothing goes live by it
            return List.of();
        } catch (RefusedMappingException refused) {
            sorcery.register(KeptPublication.TYPE, memory);
            return List.of(ConfigProblem.warning(
                    Origin.of(Objects.requireNonNull(stateFolder)),
                    "entity-tags do not outlive this process: " + refused.getMessage()));
        }
    }

    /**
     * Whether what servers hold is kept over a restart.
     *
     * @param conf as above
     * @param stateFolder as above
     * @return true if there is somewhere to keep it
     */
    public static boolean keepsState(SorceryConf conf, @Nullable Path stateFolder) {
        return stateFolder != null || conf.maps(OUTBOUND_PUBLISH, KeptPublication.TYPE);
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
