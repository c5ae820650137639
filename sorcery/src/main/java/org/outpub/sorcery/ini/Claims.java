package org.outpub.sorcery.ini;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.sorcery.ini.text.IniSection;

/**
 * What the mappings of a store take from files, so that a section that nobody takes can be told. Safe for use by many
 * threads.
 */
final class Claims {
    private final List<Claim> all = new CopyOnWriteArrayList<>();

    /** One mapping. */
    private record Claim(ObjectType<?> type, ConfigArguments arguments) {}

    void add(ObjectType<?> type, ConfigArguments arguments) {
        all.add(new Claim(type, arguments));
    }

    void remove(ObjectType<?> type, ConfigArguments arguments) {
        all.remove(new Claim(type, arguments));
    }

    /** Whether some mapping of the same file takes the section. */
    boolean take(IniSection section, ConfigArguments from) {
        return all.stream()
                .anyMatch(claim ->
                        claim.arguments.file().equals(from.file()) && claim.arguments.accepts(section, claim.type));
    }
}
