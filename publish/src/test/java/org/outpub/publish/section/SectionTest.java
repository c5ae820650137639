package org.outpub.publish.section;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.type.Field;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.Global;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.config.Transport;

/** What a section by methods says is what the same section says in a file, option by option. */
class SectionTest {
    private static final String MD5 = "0123456789abcdef0123456789abcdef";
    private static final String SHA256 = MD5 + MD5;

    /** All mean digest, so there is nothing to say. */
    private static final Set<String> WITHOUT_METHOD = Set.of("auth_type");

    private record Option(ObjectType<?> type, String name, String text, Section without, Section with) {
        @Override
        public String toString() {
            return type.name() + " " + name + "=" + text;
        }
    }

    private static <S extends Section> Option option(
            ObjectType<?> type, String name, String text, Supplier<S> start, Function<S, Section> method) {
        return new Option(type, name, text, start.get(), method.apply(start.get()));
    }

    private static Option publish(String name, String text, Function<PublishSection, Section> method) {
        return option(
                OutboundPublish.TYPE,
                name,
                text,
                () -> PublishSection.of("desk", "sip:desk@example.org", "presence"),
                method);
    }

    private static Option auth(String name, String text, Function<AuthSection, Section> method) {
        return option(
                Auth.TYPE, name, text, () -> AuthSection.of("provider", "desk").password("first"), method);
    }

    private static Option global(String name, String text, Function<GlobalSection, Section> method) {
        return option(Global.TYPE, name, text, GlobalSection::of, method);
    }

    private static Option transport(String name, String text, Function<TransportSection, Section> method) {
        return option(Transport.TYPE, name, text, () -> TransportSection.tls("out", "127.0.0.1:5071"), method);
    }

    static Stream<Option> options() {
        return Stream.of(
                publish(
                        "server_uri",
                        "sip:a@example.org",
                        s -> PublishSection.of("desk", "sip:a@example.org", "presence")),
                publish("event", "dialog", s -> PublishSection.of("desk", "sip:desk@example.org", "dialog")),
                publish("from_uri", "sip:from@example.org", s -> s.fromUri("sip:from@example.org")),
                publish("to_uri", "sip:to@example.org", s -> s.toUri("sip:to@example.org")),
                publish("expiration", "600", s -> s.expiration(Duration.ofMinutes(10))),
                publish("outbound_auth", "one,two", s -> s.outboundAuth("one", "two")),
                publish("outbound_proxy", "sip:proxy.example.org;lr", s -> s.outboundProxy("sip:proxy.example.org;lr")),
                publish("max_auth_attempts", "2", s -> s.maxAuthAttempts(2)),
                publish("transport", "out", s -> s.transport("out")),
                publish("multi_user", "yes", s -> s.multiUser(true)),
                publish("@body", "text/plain", s -> s.extended("@body", "text/plain")),
                auth("username", "ann", s -> AuthSection.of("provider", "ann").password("first")),
                auth("password", "second", s -> s.password("second")),
                auth("md5_cred", MD5, s -> s.md5Cred(MD5)),
                auth(
                        "password_digest",
                        "SHA-256:" + SHA256 + ",MD5:" + MD5,
                        s -> s.passwordDigest("SHA-256:" + SHA256, "MD5:" + MD5)),
                auth("realm", "example.org", s -> s.realm("example.org")),
                auth("supported_algorithms_uac", "SHA-256,MD5", s -> s.supportedAlgorithmsUac("SHA-256", "MD5")),
                auth("supported_algorithms_uas", "SHA-256", s -> s.supportedAlgorithmsUas("SHA-256")),
                global("user_agent", "PBX/1.0", s -> s.userAgent("PBX/1.0")),
                global("keep_alive_interval", "90", s -> s.keepAliveInterval(Duration.ofSeconds(90))),
                transport("protocol", "udp", s -> TransportSection.udp("out", "127.0.0.1:5071")),
                transport("protocol", "tcp", s -> TransportSection.tcp("out", "127.0.0.1:5071")),
                transport("bind", "[::1]:0", s -> TransportSection.tls("out", "[::1]:0")),
                transport("tos", "cs3", s -> s.tos("cs3")),
                transport("external_signaling_address", "192.0.2.1", s -> s.externalSignalingAddress("192.0.2.1")),
                transport(
                        "external_signaling_hostname",
                        "pbx.example.org",
                        s -> s.externalSignalingHostname("pbx.example.org")),
                transport("external_signaling_port", "5099", s -> s.externalSignalingPort(5099)),
                transport("local_net", "10.0.0.0/8,!10.1.0.0/16", s -> s.localNet("10.0.0.0/8", "!10.1.0.0/16")),
                transport("tcp_keepalive_enable", "yes", s -> s.tcpKeepaliveEnable(true)),
                transport("tcp_keepalive_idle_time", "31", s -> s.tcpKeepaliveIdleTime(Duration.ofSeconds(31))),
                transport("tcp_keepalive_interval_time", "11", s -> s.tcpKeepaliveIntervalTime(Duration.ofSeconds(11))),
                transport("tcp_keepalive_probe_count", "6", s -> s.tcpKeepaliveProbeCount(6)),
                transport("cert_file", "/c.pem", s -> s.certFile(Path.of("/c.pem"))),
                transport("priv_key_file", "/k.pem", s -> s.privKeyFile(Path.of("/k.pem"))),
                transport("password", "open", s -> s.password("open")),
                transport("ca_list_file", "/ca.pem", s -> s.caListFile(Path.of("/ca.pem"))),
                transport("ca_list_path", "/ca", s -> s.caListPath(Path.of("/ca"))),
                transport("verify_server", "yes", s -> s.verifyServer(true)),
                transport("verify_client", "yes", s -> s.verifyClient(true)),
                transport("require_client_cert", "yes", s -> s.requireClientCert(true)),
                transport("allow_wildcard_certs", "yes", s -> s.allowWildcardCerts(true)),
                transport("method", "tlsv1_3", s -> s.method("tlsv1_3")),
                transport("cipher", "AES128-SHA,AES256-SHA", s -> s.cipher("AES128-SHA", "AES256-SHA")));
    }

    private static <T extends SorceryObject> T parsed(ObjectType<T> type, String id, Map<String, String> options) {
        List<ConfigProblem> problems = new ArrayList<>();
        T object = type.parse(ObjectSet.of(id, options), problems::add).orElseThrow(() -> new AssertionError(problems));
        assertEquals(List.of(), problems);
        return object;
    }

    @ParameterizedTest
    @MethodSource("options")
    void whatAMethodSaysIsWhatTheOptionSays(Option option) {
        Section with = option.with();
        Map<String, String> written = new TreeMap<>(option.without().options());
        written.put(option.name(), option.text());
        assertEquals(option.type().name(), with.type());
        SorceryObject byMethods = parsed(option.type(), with.id(), with.options());
        assertEquals(parsed(option.type(), option.without().id(), written), byMethods);
        SorceryObject before =
                parsed(option.type(), option.without().id(), option.without().options());
        assertNotEquals(before, byMethods, "the value is one that differs from what holds without it");
    }

    @Test
    void everyOptionHasAMethodThatIsCalledLikeIt() {
        Map<Class<?>, Set<String>> called = Map.of(
                PublishSection.class, Set.of("server_uri", "event"),
                AuthSection.class, Set.of("username"),
                TransportSection.class, Set.of("protocol", "bind"),
                GlobalSection.class, Set.of());
        Map<ObjectType<?>, Class<? extends Section>> sections = Map.of(
                OutboundPublish.TYPE, PublishSection.class,
                Auth.TYPE, AuthSection.class,
                Transport.TYPE, TransportSection.class,
                Global.TYPE, GlobalSection.class);
        sections.forEach((type, section) -> {
            Set<String> methods = Arrays.stream(section.getMethods())
                    .map(method -> method.getName())
                    .collect(Collectors.toSet());
            Set<String> tried = options()
                    .filter(option -> option.type() == type)
                    .map(Option::name)
                    .collect(Collectors.toSet());
            for (String option : declared(type.fields())) {
                assertEquals(true, tried.contains(option), type + " " + option + " is tried above");
                assertEquals(
                        true,
                        called.get(section).contains(option) || methods.contains(camelCase(option)),
                        section.getSimpleName() + " has no " + camelCase(option));
            }
        });
    }

    private static Set<String> declared(Collection<? extends Field<?, ?>> fields) {
        return fields.stream()
                .filter(field -> field.kind() != Field.Kind.IGNORED)
                .map(Field::name)
                .filter(name -> !WITHOUT_METHOD.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String camelCase(String option) {
        String[] words = option.split("_");
        return words[0]
                + Arrays.stream(words)
                        .skip(1)
                        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                        .collect(Collectors.joining());
    }

    @Test
    void aFractionOfASecondIsRefusedAsInAFileAndNotLost() {
        Section section =
                PublishSection.of("desk", "sip:a@example.org", "presence").expiration(Duration.ofMillis(1500));
        List<ConfigProblem> problems = new ArrayList<>();
        OutboundPublish.TYPE.parse(ObjectSet.of("desk", section.options()), problems::add);
        assertEquals("1.500000000", section.options().get("expiration"));
        assertFalse(problems.isEmpty());
    }

    @Test
    void anExtendedOptionBeginsWithItsSign() {
        PublishSection section = PublishSection.of("desk", "sip:a@example.org", "presence");
        assertThrows(IllegalArgumentException.class, () -> section.extended("expiration", "5"));
    }

    @Test
    void theTextFormNamesOptionsAndShowsNoValue() {
        assertEquals(
                "auth 'provider' [username, password]",
                AuthSection.of("provider", "desk").password("secret").toString());
    }

    @Test
    void theOptionsThatWereGivenOutDoNotChangeWithTheSection() {
        PublishSection section = PublishSection.of("desk", "sip:a@example.org", "presence");
        Map<String, String> options = section.options();
        section.multiUser(true);
        assertEquals(Set.of("server_uri", "event"), options.keySet());
        assertThrows(UnsupportedOperationException.class, () -> options.put("event", "dialog"));
    }
}
