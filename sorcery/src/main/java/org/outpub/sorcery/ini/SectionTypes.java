package org.outpub.sorcery.ini;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.type.NearestName;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.sorcery.ini.text.IniDocument;
import org.outpub.sorcery.ini.text.IniSection;

/** The types of sections that Asterisk knows, and those that no object type will ever claim. Pure. */
public final class SectionTypes {
    private static final Set<String> KNOWN = Set.of(
            "acl",
            "aor",
            "asterisk-publication",
            "attestation",
            "auth",
            "certificate",
            "contact",
            "domain_alias",
            "endpoint",
            "geoloc",
            "global",
            "identify",
            "inbound-publication",
            "location",
            "nat_hook",
            "outbound-publish",
            "phoneprov",
            "profile",
            "registration",
            "resource_list",
            "subscription_persistence",
            "system",
            "transport",
            "verification",
            "wizard");
    /** Asterisk takes sections of these names for the type of the name. */
    private static final Set<String> NAMED_BY_TYPE = Set.of("global", "system");

    private SectionTypes() {}

    /**
     * Says which of Asterisk's object types was probably meant.
     *
     * @param type as written
     * @return such as {@code did you mean 'transport'?}; empty if it is one of them, or near none
     */
    public static String hint(String type) {
        return KNOWN.contains(type) ? "" : NearestName.hint(type, KNOWN);
    }

    /**
     * The types that Asterisk's own modules claim.
     *
     * @return their names; unmodifiable
     */
    public static Set<String> ofAsterisk() {
        return KNOWN;
    }

    /** A warning for each section that nobody claims, in the order of the document; Asterisk skips those in silence. */
    static List<ConfigProblem> unclaimed(IniDocument document, SectionGroups byType, Set<String> registered) {
        List<ConfigProblem> problems = new ArrayList<>();
        boolean allClaimed = byType.without().isEmpty()
                && byType.values().stream().allMatch(type -> KNOWN.contains(type) || registered.contains(type));
        if (allClaimed) {
            return problems;
        }
        for (IniSection section : document.sections()) {
            if (!section.template()) {
                problem(section.values(), registered).ifPresent(problems::add);
            }
        }
        return problems;
    }

    private static Optional<ConfigProblem> problem(ObjectSet section, Set<String> registered) {
        for (int i = 0; i < section.size(); i++) {
            if (section.name(i).equalsIgnoreCase("type")) {
                String type = section.value(i);
                boolean known = KNOWN.contains(type) || registered.contains(type);
                return known ? Optional.empty() : Optional.of(unknown(section, i));
            }
        }
        return NAMED_BY_TYPE.contains(section.id())
                ? Optional.empty()
                : Optional.of(ConfigProblem.warning(
                        section.origin(), "section '" + section.id() + "' has no type=; it is not used"));
    }

    private static ConfigProblem unknown(ObjectSet section, int index) {
        String type = section.value(index);
        String hint = hint(type);
        return ConfigProblem.warning(
                section.origin(index),
                "section '" + section.id() + "' has the unknown type '" + type + "'; it is not used"
                        + (hint.isEmpty() ? "" : "; " + hint));
    }
}
