package org.outpub.publish.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.outpub.api.sorcery.type.FieldCodec;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs;

/** Reads the {@code tos} option: the octet of the IP header, as a number or by its name (RFC 2474, 2597, 3246). */
final class TypeOfService {
    private static final int ECN_BITS = 3;
    private static final Map<String, Integer> NAMES = names();

    private TypeOfService() {}

    private static Map<String, Integer> names() {
        Map<String, Integer> names = new LinkedHashMap<>();
        for (int precedence = 0; precedence < 8; precedence++) {
            names.put("cs" + precedence, precedence << 5);
        }
        for (int group = 1; group <= 4; group++) {
            for (int drop = 1; drop <= 3; drop++) {
                names.put("af" + group + drop, group << 5 | drop << 3);
            }
        }
        names.put("ef", 46 << 2);
        return names;
    }

    static FieldCodec<Integer> codec() {
        return FieldCodecs.of(
                "a number from 0 to 255, or one of CS0 to CS7, AF11 to AF43, EF",
                TypeOfService::parse,
                String::valueOf);
    }

    /** The two lowest bits belong to congestion notification (RFC 3168 §5) and are cleared, as in Asterisk. */
    static int withoutCongestionBits(int value) {
        return value & ~ECN_BITS;
    }

    private static Integer parse(String text) throws InvalidValueException {
        Integer named = NAMES.get(text.toLowerCase(Locale.ROOT));
        if (named != null) {
            return named;
        }
        if (!text.matches("0[xX][0-9a-fA-F]{1,2}|0|[1-9][0-9]{0,2}")) {
            throw new InvalidValueException();
        }
        int value = Integer.decode(text);
        if (value > 255) {
            throw new InvalidValueException();
        }
        return value;
    }
}
