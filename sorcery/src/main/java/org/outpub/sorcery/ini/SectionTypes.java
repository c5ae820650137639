package org.outpub.sorcery.ini;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Excerpt;
import org.outpub.api.sorcery.type.NearestName;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.sorcery.ini.text.IniDocument;
import org.outpub.sorcery.ini.text.IniSection;
import org.outpub.sorcery.ini.text.ProblemList;

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

    /**
     * What is told of each section that nobody claims, which Asterisk skips in silence, and of each of two types.
     *
     * @param byType the sections by their type
     * @param registered the types of the store
     * @param isTaken whether a section is an object all the same, whatever its type
     */
    static List<ConfigProblem> problems(
            IniDocument document, SectionGroups byType, Set<String> registered, Predicate<IniSection> isTaken) {
        ProblemList problems = new ProblemList();
        boolean allClaimed = byType.without().isEmpty()
                && byType.values().stream().allMatch(type -> KNOWN.contains(type) || registered.contains(type));
        for (IniSection section : document.sections()) {
            if (!section.template()) {
                if (section.hasOtherType()) {
                    problems.add(otherType(section));
                }
                if (!allClaimed) {
                    problem(section, registered)
                            .filter(unclaimed -> !isTaken.test(section))
                            .ifPresent(problems::add);
                }
            }
        }
        return problems.toList();
    }

    /** Asterisk looks at the first only, which is the one of a template. */
    private static ConfigProblem otherType(IniSection section) {
        ObjectSet values = section.values();
        int first = section.firstType();
        int other = section.otherType();
        return ConfigProblem.warning(
                values.origin(other),
                about(values) + " has the type " + Excerpt.quoted(values.value(first)) + " from " + values.origin(first)
                        + ", and the second type " + Excerpt.quoted(values.value(other))
                        + " here has no effect; expected one");
    }

    private static String about(ObjectSet section) {
        return "section " + Excerpt.quoted(section.id());
    }

    private static Optional<ConfigProblem> problem(IniSection section, Set<String> registered) {
        String type = section.type();
        ObjectSet values = section.values();
        if (type != null) {
            boolean known = KNOWN.contains(type) || registered.contains(type);
            return known ? Optional.empty() : Optional.of(unknown(values, section.firstType(), registered));
        }
        return NAMED_BY_TYPE.contains(values.id())
                ? Optional.empty()
                : Optional.of(ConfigProblem.warning(values.origin(), about(values) + " has no type=; it is not used"));
    }

    /** Near a type of the store it is an error: an object is left out that was probably meant to be there. */
    private static ConfigProblem unknown(ObjectSet section, int index, Set<String> registered) {
        String type = section.value(index);
        String hint = hint(type);
        boolean ours = NearestName.of(type, KNOWN).filter(registered::contains).isPresent();
        return new ConfigProblem(
                ours ? ConfigProblem.Severity.ERROR : ConfigProblem.Severity.WARNING,
                section.origin(index),
                about(section) + " has the unknown type " + Excerpt.quoted(type) + "; it is not used"
                        + (hint.isEmpty() ? "" : "; " + hint));
    }
}
