package org.outpub.publish.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.Field;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * For each option of each type, what is taken and what is refused. What Asterisk's handler takes is taken, but for
 * misspelt truth words and numbers, which it takes for something else than they look.
 */
class AcceptedValuesTest {
    private static final String HASH = "0123456789abcdef0123456789ABCDEF";
    private static final List<Row> ROWS = new ArrayList<>();

    /** One option and its values. */
    private record Row(ObjectType<?> type, String option, List<String> taken, List<String> refused) {}

    /** Separated by bars, because values hold commas and blanks; a bar's neighbours may be empty. */
    private static void row(ObjectType<?> type, String option, String taken, String refused) {
        ROWS.add(new Row(type, option, split(taken), split(refused)));
    }

    private static List<String> split(String values) {
        return values.equals("-") ? List.of() : List.of(values.split("\\|", -1));
    }

    private static final String WORDS = "yes|no|TRUE|f|1|0|on|off|";
    private static final String NO_WORDS = "maybe|2|ja|yess";
    private static final String URIS =
            "sip:a@b|SIP:a@b|sips:b:5061|<sip:a@b>|< sip:a@b >|sip:[::1]|sip:a@[2001:db8::1]:5070"
                    + "|sip:192.0.2.1|sip:my_pbx.example.org|sip:a@b;transport=tcp|sip:a@b;x=[1]/:&+$-_.!~*'()%41|sip:*98#@b"
                    + "|sip:a;phone-context=+1@b|sip:&=+$,;?/@b|sip:a:p&=+$,@b|sip:a@b?Subject=x&y=|sip:b.|sip:a%20b@c";
    private static final String NO_URIS =
            "a@b|tel:1|sip:|sip:@b|sip:a b@c|sip:a@b;x=a,b|sip:a@b;x=1=2|sip:a@b;|sip:a@b;x^y"
                    + "|sip:{a}@b|sip:a@b;%4|sip:a%zz@b|sip:a@b?x|sip:a@[fe80::1%eth0]|sip:a@b;maddr=[fe80::1%25x]|sip:ä@b"
                    + "|sip:a@b\u0001|sip:a\u007f@b|sip:a@b,c|sip:a@b;x=<y>|sip:a\"@b|sip:a@b:0|sip:a@b:99999|sip:a@1.2.3";

    static {
        row(SipSystem.TYPE, "disable_tcp_switch", WORDS, NO_WORDS);

        row(
                Global.TYPE,
                "user_agent",
                "PBX/1.0|FPBX-17.0.19(21.4.1)|Größer als (1) [x]|",
                "PBX (1|PBX (1\\)| |a\nb|a\rb|\u0000|\u007f|x\ud800");
        row(Global.TYPE, "keep_alive_interval", "0|90|86400", "|-1|090|1.5|x|86401");

        row(Transport.TYPE, "protocol", "udp|TCP|Tls|", "sctp|udp,tcp");
        row(
                Transport.TYPE,
                "bind",
                "0.0.0.0|192.0.2.1:5060|0.0.0.0:0|192.0.2.1:|:5060|::|::1|2001:db8::5|[::]|[::1]:5070|[2001:db8::5]:|:::80"
                        + "|pbx|pbx.example.org:5060|my_pbx:0|localhost:",
                "|pbx:x|a b|pbx..org|1.2.3|10.0.0.256:5060|[pbx]:5060|0.0.0.0:65536|0.0.0.0:x|[::1|::1]|[1.2.3.4]|fe80::1%eth0|[fe80::1%1]:5060"
                        + "|[]:80|0.0.0.0:5060:1|2001:db8::zz");
        row(Transport.TYPE, "tos", "0|184|0xB8|EF|cs3|AF41|", "256|-1|af44|cs8|0x100|best");
        row(Transport.TYPE, "cert_file", "/a.pem|a b.pem|", "\u0000");
        row(Transport.TYPE, "priv_key_file", "/a.pem|", "\u0000");
        row(Transport.TYPE, "password", "geheim|a b;c|", "-");
        row(Transport.TYPE, "ca_list_file", "/a.pem|", "\u0000");
        row(Transport.TYPE, "ca_list_path", "/etc/ssl/certs|", "\u0000");
        row(Transport.TYPE, "verify_server", WORDS, NO_WORDS);
        row(Transport.TYPE, "verify_client", WORDS, NO_WORDS);
        row(Transport.TYPE, "require_client_cert", WORDS, NO_WORDS);
        row(Transport.TYPE, "allow_wildcard_certs", WORDS, NO_WORDS);
        row(Transport.TYPE, "method", "|default|unspecified|sslv23|tlsv1_2|TLSv1_3", "tlsv1|tlsv1_1|sslv2|sslv3|tls");
        row(Transport.TYPE, "cipher", "|,|X, ,|A,B|0x1301", "-");
        row(
                Transport.TYPE,
                "external_signaling_address",
                "|192.0.2.1|192.0.2.1:5061|pbx.example.org|my_pbx.example.org:5070|2001:db8::1|[2001:db8::1]"
                        + "|[2001:db8::1]:5061|pbx.",
                "a b|x:y|-x|[pbx]|192.0.2.1:99999|fe80::1%eth0|a/b|a@b");
        row(Transport.TYPE, "external_signaling_hostname", "|pbx.example.org|a_b", "a b|pbx;x");
        row(Transport.TYPE, "external_signaling_port", "0|5060|65535", "|-1|65536|x");
        row(
                Transport.TYPE,
                "local_net",
                "|10.0.0.0/8|10.0.0.0/255.0.0.0|10.0.0.0/255.0.255.0|10.1.2.3|!10.1.2.3|10.0.0.0/8, 192.168.0.0/16,|::1|fd00::/8|[fd00::]/8",
                "pbx|10.0.0.0/33|10.0.0.0/x|10.0.0.0/ffff::|10.0.0|fe80::1%eth0/64");
        row(Transport.TYPE, "tcp_keepalive_enable", WORDS, NO_WORDS);
        row(Transport.TYPE, "tcp_keepalive_idle_time", "1|30|32767", "|0|-1|x");
        row(Transport.TYPE, "tcp_keepalive_interval_time", "1|10", "|0|x");
        row(Transport.TYPE, "tcp_keepalive_probe_count", "1|127", "|0|128|x");

        row(Auth.TYPE, "auth_type", "userpass|MD5|digest|", "plain|oauth");
        row(Auth.TYPE, "username", "alice|a b|\"x\"|Jürgen", "|a\nb|\u007f");
        row(Auth.TYPE, "password", "p|a b|ä;,:\\\"", "-");
        row(Auth.TYPE, "md5_cred", "|" + HASH + "|MD5:" + HASH, HASH + "0|xyz|MD5:");
        row(
                Auth.TYPE,
                "password_digest",
                "|,|MD5:" + HASH + "|md5 : " + HASH + "|" + HASH + "|SHA-256:" + HASH + HASH + ", ,SHA-512-256:" + HASH
                        + HASH,
                "SHA-256:" + HASH + "|SHA-1:" + HASH + "|MD5:" + HASH.replace('a', 'g'));
        row(Auth.TYPE, "realm", "|*|example.org|a \"b\"", "-");
        row(Auth.TYPE, "supported_algorithms_uac", "|,|MD5|md5, SHA-256,|SHA-512-256", "SHA-1|MD5 SHA-256");
        row(Auth.TYPE, "supported_algorithms_uas", "|,|MD5|md5, SHA-256,|SHA-512-256", "SHA-1|MD5 SHA-256");

        row(OutboundPublish.TYPE, "server_uri", URIS, NO_URIS + "|");
        row(OutboundPublish.TYPE, "from_uri", URIS + "|", NO_URIS);
        row(OutboundPublish.TYPE, "to_uri", URIS + "|", NO_URIS);
        row(
                OutboundPublish.TYPE,
                "outbound_proxy",
                "|sip:p;lr|<sip:p;lr>|sip:p;lr;hide|sip:p;hide",
                NO_URIS + "|sip:p;lr,sip:q;lr|<sip:p;lr>, <sip:q;lr>");
        row(
                OutboundPublish.TYPE,
                "event",
                "presence|presence.winfo|asterisk-mwi|x-%a",
                "|pre sence|a,b|a;id=1|.x|x.|ä");
        row(OutboundPublish.TYPE, "expiration", "1|3600|4294967295", "|0|-1|4294967296|1h|010|soon");
        row(OutboundPublish.TYPE, "outbound_auth", "|,|a1|a1 ,|a1, a2|, a1", "-");
        row(OutboundPublish.TYPE, "max_auth_attempts", "0|5|2147483647", "|-1|x");
        row(OutboundPublish.TYPE, "transport", "|udp", "-");
        row(OutboundPublish.TYPE, "multi_user", WORDS, NO_WORDS);

        row(
                AsteriskServer.TYPE,
                "server",
                "|127.0.0.1|pbx.example.org:5038|[::1]:5038|[::1]|pbx:65535",
                ":5038|pbx:0|pbx:x|::1|pbx:70000");
        row(AsteriskServer.TYPE, "username", "outpub|a b", "|a\nb|\u007f");
        row(AsteriskServer.TYPE, "secret", "p|a b|ä;,:\\\"", "-");
        row(AsteriskServer.TYPE, "tls", WORDS, NO_WORDS);
        row(AsteriskServer.TYPE, "ca_list_file", "/a.pem|", "\u0000");
        row(AsteriskServer.TYPE, "verify_server", WORDS, NO_WORDS);
        row(AsteriskServer.TYPE, "tls_name", "pbx.example.org", "-");
        row(AsteriskServer.TYPE, "mailboxes", "|2001@default|2001@default, 2002@default,", "-");
        row(AsteriskServer.TYPE, "presence_notes", WORDS, NO_WORDS);
        row(AsteriskServer.TYPE, "keep", "0|3600|1h", "-1|soon");
        row(AsteriskServer.TYPE, "resync", "1|300|5m", "0|-1|soon");
        row(AsteriskServer.TYPE, "maximum_states", "1|2000000", "|0|2000001|x");

        row(AsteriskPublication.TYPE, "devicestate_publish", "|to-b", "-");
        row(AsteriskPublication.TYPE, "mailboxstate_publish", "|to-b", "-");
        row(AsteriskPublication.TYPE, "device_state", WORDS, NO_WORDS);
        row(AsteriskPublication.TYPE, "device_state_filter", "|^PJSIP/|a{,2}|[[:digit:]]+", "(|a{2,1}|[z-a]");
        row(AsteriskPublication.TYPE, "mailbox_state", WORDS, NO_WORDS);
        row(AsteriskPublication.TYPE, "mailbox_state_filter", "|@default$", "(|[z-a]");

        row(InboundPublication.TYPE, "endpoint", "|site-b", "-");
        row(InboundPublication.TYPE, "event_asterisk-mwi", "states", "|");
    }

    private static final Map<ObjectType<?>, Map<String, String>> USUAL = Map.of(
            SipSystem.TYPE,
            Map.of(),
            Global.TYPE,
            Map.of(),
            Transport.TYPE,
            Map.of("bind", "0.0.0.0"),
            Auth.TYPE,
            Map.of("username", "u", "password", "p"),
            OutboundPublish.TYPE,
            Map.of("server_uri", "sip:a@b", "event", "presence"),
            AsteriskServer.TYPE,
            Map.of("username", "outpub", "secret", "s"),
            AsteriskPublication.TYPE,
            Map.of(),
            InboundPublication.TYPE,
            Map.of());

    private final List<ConfigProblem> problems = new ArrayList<>();

    private boolean takes(ObjectType<? extends SorceryObject> type, String option, String value) {
        Map<String, String> options = new LinkedHashMap<>(USUAL.get(type));
        options.put(option, value);
        ObjectSet.Builder set = ObjectSet.builder("x", Origin.of("pjsip.conf", 1));
        options.forEach((name, text) -> set.add(name, text, Origin.of("pjsip.conf", 2)));
        problems.clear();
        return type.parse(set.build(), problems::add).isPresent();
    }

    static Stream<Arguments> taken() {
        return ROWS.stream()
                .flatMap(row -> row.taken().stream().map(value -> Arguments.of(row.type(), row.option(), value)));
    }

    @ParameterizedTest
    @MethodSource("taken")
    void isTaken(ObjectType<?> type, String option, String value) {
        assertTrue(takes(type, option, value), problems::toString);
        assertTrue(problems.stream().noneMatch(problem -> problem.severity() == Severity.ERROR), problems::toString);
    }

    static Stream<Arguments> refused() {
        return ROWS.stream()
                .flatMap(row -> row.refused().stream().map(value -> Arguments.of(row.type(), row.option(), value)));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isRefusedInOneLineThatNamesTheOption(ObjectType<?> type, String option, String value) {
        assertTrue(!takes(type, option, value), "it is taken");
        assertEquals(1, problems.size(), problems::toString);
        String message = problems.get(0).message();
        assertTrue(message.startsWith(type.name() + " 'x': " + option + ": "), message);
    }

    @Test
    void everyOptionHasARow() {
        for (ObjectType<?> type : ObjectTypes.ALL) {
            Set<String> rows = ROWS.stream()
                    .filter(row -> row.type() == type)
                    .map(Row::option)
                    .collect(Collectors.toSet());
            for (Field<?, ?> field : type.fields()) {
                assertTrue(
                        rows.contains(field.name()) || field.kind() == Field.Kind.IGNORED,
                        type.name() + ": " + field.name());
            }
        }
    }

    @Test
    void optionsThatAreWithoutEffectTakeAnything() {
        for (ObjectType<?> type : ObjectTypes.ALL) {
            type.fields().stream()
                    .filter(field -> field.kind() == Field.Kind.IGNORED)
                    .flatMap(field -> Stream.of("", "yes", "70", "a, b").map(value -> Map.entry(field.name(), value)))
                    .forEach(option -> assertTrue(takes(type, option.getKey(), option.getValue()), problems::toString));
        }
    }
}
