package org.outpub.sorcery;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.FieldCodecs.Ports;
import org.outpub.api.sorcery.type.FieldValues;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/** An object with a field of every option type, repeated, secret and extended ones included. */
public record Gadget(
        String id,
        String text,
        long number,
        double decimal,
        boolean yesNo,
        boolean trueFalse,
        Duration length,
        InetSocketAddress address,
        String pattern,
        String word,
        Level level,
        List<Long> numbers,
        @Nullable String secret,
        List<String> repeated,
        List<String> secrets,
        Map<String, String> extended)
        implements SorceryObject {
    /** Words of an enumeration. */
    public enum Level {
        LOW,
        VERY_HIGH
    }

    /** The type under test. */
    public static final ObjectType<Gadget> TYPE = ObjectType.of("gadget", Gadget.class)
            .field("text", FieldCodecs.string(), "", Gadget::text)
            .field("number", FieldCodecs.number("number", -1_000_000, 4_294_967_295L), "0", Gadget::number)
            .field("decimal", FieldCodecs.decimal("number", -1e300, 1e300), "0", Gadget::decimal)
            .field("yes_no", FieldCodecs.yesNo(), "no", Gadget::yesNo)
            .field("true_false", FieldCodecs.trueFalse(), "false", Gadget::trueFalse)
            .field("length", FieldCodecs.duration(ChronoUnit.SECONDS), "1s", Gadget::length)
            .field("address", FieldCodecs.socketAddress(Ports.REQUIRED), "127.0.0.1:5060", Gadget::address)
            .field("pattern", FieldCodecs.regularExpression(), ".*", Gadget::pattern)
            .field("word", FieldCodecs.oneOf("udp", "tcp"), "udp", Gadget::word)
            .field("level", FieldCodecs.enumeration(Level.class), "low", Gadget::level)
            .field("numbers", FieldCodecs.commaList(FieldCodecs.number("number", 0, 99)), "1,2", Gadget::numbers)
            .secret("secret", FieldCodecs.string(), Gadget::secret)
            .repeated("repeated", FieldCodecs.string(), Gadget::repeated)
            .secrets("secrets", FieldCodecs.string(), Gadget::secrets)
            .extended(Gadget::extended)
            .build(Gadget::of);

    private static Gadget of(FieldValues values) {
        return new Gadget(
                values.id(),
                values.get("text"),
                values.get("number"),
                values.get("decimal"),
                values.get("yes_no"),
                values.get("true_false"),
                values.get("length"),
                values.get("address"),
                values.get("pattern"),
                values.get("word"),
                values.get("level"),
                values.get("numbers"),
                values.<String>find("secret").orElse(null),
                values.all("repeated"),
                values.all("secrets"),
                values.extended());
    }

    /** One whose text is as given and whose other fields are unlike their defaults. */
    public static Gadget with(String id, String text) {
        return new Gadget(
                id,
                text,
                4_294_967_295L,
                -0.125,
                true,
                true,
                Duration.ofMillis(1500),
                new InetSocketAddress("::1", 65535),
                "^(a|b)\\.[0-9]+$",
                "tcp",
                Level.VERY_HIGH,
                List.of(0L, 99L),
                "se\"cr\\et",
                List.of("one", "two", "one"),
                List.of("first", "second"),
                Map.of("@mood", "good = bad; [x]", "@Mood", "other"));
    }
}
