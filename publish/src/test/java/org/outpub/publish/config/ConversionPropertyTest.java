package org.outpub.publish.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.Field;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.sorcery.SorceryStore;
import org.outpub.sorcery.ini.text.IniWriter;
import org.outpub.sorcery.json.Conversion;
import org.outpub.sorcery.mapping.SorceryConf;

/** INI and JSON say the same: random objects of every type are equal whichever file they are read from. */
class ConversionPropertyTest {
    private static final long SEED = 20261123;
    private static final Conversion CONVERSION = Conversion.of(ObjectTypes.ALL);

    /** Good values, in as many spellings as there are. */
    private static final Map<String, List<String>> VALUES = Map.ofEntries(
            Map.entry(
                    "server_uri",
                    List.of("sip:a@example.org", "<sips:b;x=y@[::1]:5061;transport=tls;lr?h=v>", "sip:é@x")),
            Map.entry("event", List.of("presence", "dialog", "presence.winfo")),
            Map.entry("from_uri", List.of("sip:f@example.org;tag=1")),
            Map.entry("to_uri", List.of("sip:t@example.org")),
            Map.entry("expiration", List.of("1", "4294967295", "600")),
            Map.entry("outbound_auth", List.of("", "one", "one,two", "one, 2 ,three;x")),
            Map.entry("outbound_proxy", List.of("sip:proxy.example.org;lr")),
            Map.entry("max_auth_attempts", List.of("0", "7")),
            Map.entry("transport", List.of("t", "0", "yes")),
            Map.entry("multi_user", List.of("yes", "no", "TRUE", "0", "Off")),
            Map.entry("auth_type", List.of("userpass", "MD5", "digest")),
            Map.entry("username", List.of("u", "100", "日本", "a;b=c", ">x", "\"q\"", "null", "1e3")),
            Map.entry("password", List.of("p", "", "p;--q--;", "\\", "a\\;b", "#x", "[y]", "p\tq", "0.10", "010")),
            Map.entry("md5_cred", List.of("0123456789ABCDEF0123456789abcdef")),
            Map.entry("password_digest", List.of("MD5:0123456789abcdef0123456789abcdef")),
            Map.entry("realm", List.of("", "*", "example.org", "a, b")),
            Map.entry("supported_algorithms_uac", List.of("MD5", "MD5, SHA-256", "SHA-512-256")),
            Map.entry("supported_algorithms_uas", List.of("MD5", "SHA-256, MD5")),
            Map.entry("user_agent", List.of("PBX/1.0", "P (x; y)")),
            Map.entry("keep_alive_interval", List.of("0", "90")),
            Map.entry("protocol", List.of("udp", "UDP")),
            Map.entry("bind", List.of("0.0.0.0", "127.0.0.1:5062", "[::1]:5060")));

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);

    private <V> V pick(List<V> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** An object as someone may have written it: names in any case, any order, some given twice. */
    private <T extends SorceryObject> ObjectSet written(ObjectType<T> type, String id) {
        List<String[]> entries = new ArrayList<>();
        for (Field<T, ?> field : type.fields()) {
            int times = field.kind() == Field.Kind.REQUIRED ? 1 : random.nextInt(3);
            boolean once = field.kind() != Field.Kind.REPEATED;
            for (int i = 0; i < (once ? Math.min(times, 1 + random.nextInt(2)) : times); i++) {
                String name = random.nextInt(5) == 0 ? field.name().toUpperCase(Locale.ROOT) : field.name();
                entries.add(new String[] {name, pick(VALUES.getOrDefault(field.name(), List.of("ignored")))});
            }
        }
        if (type == OutboundPublish.TYPE) {
            for (int i = random.nextInt(3); i > 0; i--) {
                entries.add(new String[] {"@x" + random.nextInt(2), pick(List.of("1", "a;b", "", "true"))});
            }
        }
        Collections.shuffle(entries, random);
        ObjectSet.Builder set = ObjectSet.builder(id, Origin.MEMORY);
        entries.forEach(entry -> set.add(entry[0], entry[1], Origin.MEMORY));
        return set.build();
    }

    private Map<String, SorceryObject> objects(Path file) {
        Map<String, SorceryObject> objects = new HashMap<>();
        try (SorceryStore store =
                SorceryStore.builder().folder(folder).executor(Runnable::run).build()) {
            ObjectTypes.register(store, SorceryConf.none(), file.getFileName(), null);
            store.reload();
            for (ObjectType<?> type : ObjectTypes.ALL) {
                store.retrieveAll(type).forEach(object -> objects.put(type + "/" + object.id(), object));
            }
        }
        return objects;
    }

    private Path convert(Path file, String to, boolean json) throws IOException {
        Conversion.Result result = json ? CONVERSION.toJson(file, folder) : CONVERSION.toIni(file, folder);
        assertEquals(
                List.of(),
                result.problems().stream()
                        .filter(problem -> problem.severity() == Severity.ERROR)
                        .toList());
        return Files.writeString(folder.resolve(to), result.text().orElseThrow());
    }

    @Test
    void iniAndJsonMakeEqualObjectsOfEveryTypeThereAndBack() throws Exception {
        int usable = 0;
        for (int run = 0; run < 30; run++) {
            IniWriter ini = new IniWriter(problem -> {
                throw new AssertionError(problem);
            });
            ini.add(Global.TYPE.name(), written(Global.TYPE, "global")); // there can be but one
            for (ObjectType<?> type : List.of(Transport.TYPE, Auth.TYPE, OutboundPublish.TYPE)) {
                for (int i = 0; i < 6; i++) {
                    ini.add(type.name(), written(type, pick(List.of("a", "b b", "c;d", "é", "(e)", "0")) + i));
                }
            }
            Path first = Files.writeString(folder.resolve("first.conf"), ini.text());
            Map<String, SorceryObject> written = objects(first);
            usable += written.size();
            Path json = convert(first, "second.json", true);
            assertEquals(written, objects(json), () -> "seed " + SEED + "\n" + ini.text());
            Path back = convert(json, "third.conf", false);
            assertEquals(written, objects(back), () -> "seed " + SEED + "\n" + ini.text());
            Path again = convert(back, "fourth.json", true);
            assertEquals(Files.readString(json), Files.readString(again));
        }
        assertTrue(usable > 30 * 9, "most objects are good: " + usable);
    }
}
