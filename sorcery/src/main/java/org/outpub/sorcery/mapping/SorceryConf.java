package org.outpub.sorcery.mapping;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.Mapping.Role;
import org.outpub.api.sorcery.RefusedMappingException;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.sorcery.file.Disk;
import org.outpub.sorcery.file.Look.Kind;
import org.outpub.sorcery.ini.IniFile;
import org.outpub.sorcery.ini.SectionTypes;
import org.outpub.sorcery.ini.text.IniDocument;
import org.outpub.sorcery.ini.text.IniSection;

/**
 * What a {@code sorcery.conf} says: for each section of Asterisk's modules, which types are mapped to which wizards. Where
 * Asterisk is silent or gives up, this tells the line and goes on without it. Immutable and safe for use by many threads.
 */
public final class SorceryConf {
    private static final String GENERAL = "general";
    /** A wizard that holds nothing unless it is written. */
    private static final String NOWHERE = "memory";

    private static final String UPDATE_OR_CREATE = "update_or_create_on_update_miss";
    private static final SorceryConf NONE = new SorceryConf(new IniDocument(List.of(), List.of()), List.of());
    /** By name, which is compared without regard to case, and type; a type whose lines are all refused has none. */
    private final Map<String, Map<String, List<Line>>> sections = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private final List<ConfigProblem> problems = new ArrayList<>();
    /** Whether lines may be missing. */
    private final boolean damaged;

    private final Collection<Path> watched;
    private boolean updateCreates;

    /**
     * One line.
     *
     * @param mapping what it says
     * @param origin where it stands
     */
    private record Line(Mapping mapping, Origin origin) {}

    private SorceryConf(IniDocument document, Collection<Path> watched) {
        this.damaged = document.isDamaged();
        this.watched = watched;
        problems.addAll(document.problems());
        for (IniSection section : document.sections()) {
            if (!section.template()) {
                read(section.values());
            }
        }
    }

    /**
     * No mappings at all: every type is where it is by default.
     *
     * @return the same instance each time
     */
    public static SorceryConf none() {
        return NONE;
    }

    /**
     * Reads a file with its includes.
     *
     * @param file need not exist, as with Asterisk; then nothing is mapped
     * @return what it says and what is wrong with it
     */
    public static SorceryConf read(Path file) {
        if (Disk.real().look(file).kind() == Kind.ABSENT) {
            return new SorceryConf(new IniDocument(List.of(), List.of()), List.of(file));
        }
        IniFile read = IniFile.read(file);
        return new SorceryConf(read.document(), read.seen().watched());
    }

    private void read(ObjectSet section) {
        if (section.id().equalsIgnoreCase(GENERAL)) {
            section.entries().forEach(this::readGeneral);
            return;
        }
        if (sections.containsKey(section.id())) {
            problems.add(ConfigProblem.warning(
                    section.origin(),
                    "section '" + section.id() + "' stands here again and is not used; join it with the first"));
            return;
        }
        Map<String, List<Line>> types = new HashMap<>();
        sections.put(section.id(), types);
        section.entries().forEach(entry -> readMapping(entry, types));
    }

    private void readGeneral(ObjectSet.Entry entry) {
        if (!entry.name().equalsIgnoreCase(UPDATE_OR_CREATE)) {
            problems.add(ConfigProblem.warning(
                    entry.origin(), "unknown option '" + entry.name() + "'; expected " + UPDATE_OR_CREATE));
            return;
        }
        try {
            updateCreates = FieldCodecs.yesNo().parse(entry.value(), entry.origin());
        } catch (InvalidValueException neither) {
            problems.add(ConfigProblem.error(
                    entry.origin(), UPDATE_OR_CREATE + ": '" + entry.value() + "' is not yes or no; taken for no"));
        }
    }

    private void readMapping(ObjectSet.Entry entry, Map<String, List<Line>> types) {
        int slash = entry.name().indexOf('/');
        String type = slash < 0 ? entry.name() : entry.name().substring(0, slash);
        int comma = entry.value().indexOf(',');
        String wizard = (comma < 0 ? entry.value() : entry.value().substring(0, comma)).strip();
        String arguments = comma < 0 ? "" : entry.value().substring(comma + 1);
        if (type.isEmpty() || wizard.isEmpty()) {
            if (!type.isEmpty()) {
                types.computeIfAbsent(type, first -> new ArrayList<>());
            }
            problems.add(ConfigProblem.error(
                    entry.origin(),
                    "expected TYPE=WIZARD,ARGUMENTS, as in auth=config,pjsip.conf; the line is not used"));
            return;
        }
        String hint = SectionTypes.hint(type);
        if (!hint.isEmpty()) {
            problems.add(ConfigProblem.warning(entry.origin(), "'" + type + "' is no type of Asterisk's; " + hint));
        }
        Role role = slash < 0 ? Role.STORAGE : role(entry.name().substring(slash + 1), entry.origin());
        add(
                types.computeIfAbsent(type, first -> new ArrayList<>()),
                new Line(new Mapping(wizard, arguments, role), entry.origin()));
    }

    private Role role(String flag, Origin origin) {
        if (flag.equals("cache")) {
            return Role.CACHE;
        }
        problems.add(ConfigProblem.warning(origin, "unknown flag '/" + flag + "'; expected /cache; it is ignored"));
        return Role.STORAGE;
    }

    private void add(List<Line> lines, Line line) {
        for (Line other : lines) {
            if (other.mapping.equals(line.mapping)) {
                problems.add(ConfigProblem.warning(
                        line.origin, "the same mapping stands at " + other.origin + "; this one is not used"));
                return;
            }
            if (other.mapping.wizard().equals(line.mapping.wizard())) {
                problems.add(ConfigProblem.warning(
                        line.origin,
                        "a second " + line.mapping.wizard() + " mapping of the type, after " + other.origin
                                + ": both are searched here, but Asterisk uses the first only"));
            }
        }
        lines.add(line);
    }

    /**
     * Registers a type with the mappings that a section has for it, or else with the default ones. A mapping that a
     * wizard refuses is told with its line and left out. A type of which no mapping can be used, or of which it is not
     * known whether it is mapped because the file is damaged, is kept in memory and so has no objects: the default would
     * make objects live that somebody had mapped away.
     *
     * @param sorcery where to
     * @param section the name of the Asterisk module's section, such as {@code res_pjsip}; its case does not matter
     * @param type the type
     * @param defaults used if the section has none
     * @return what is wrong with the mappings of this type
     * @throws IllegalArgumentException if the type is registered already, or a default mapping is refused
     */
    public List<ConfigProblem> register(Sorcery sorcery, String section, ObjectType<?> type, Mapping... defaults) {
        List<ConfigProblem> found = new ArrayList<>(misplaced(section, type.name()));
        List<Line> lines = new ArrayList<>(lines(section, type.name()));
        while (!lines.isEmpty()) {
            try {
                sorcery.register(type, lines.stream().map(Line::mapping).toArray(Mapping[]::new));
                return found;
            } catch (RefusedMappingException refused) {
                lines.stream()
                        .filter(line -> line.mapping.equals(refused.mapping()))
                        .findFirst()
                        .ifPresent(line -> found.add(
                                ConfigProblem.error(line.origin, refused.getMessage() + "; the mapping is not used")));
                lines.removeIf(line -> line.mapping.equals(refused.mapping()));
            }
        }
        boolean mapped = maps(section, type);
        if (!mapped && !damaged) {
            sorcery.register(type, defaults);
            return found;
        }
        sorcery.register(type, Mapping.of(NOWHERE));
        found.add(ConfigProblem.error(
                place(section, type.name()),
                (mapped ? "no mapping of " : "this file is damaged, so it is not known where it maps ") + type.name()
                        + (mapped ? " can be used" : "")
                        + ": it has no objects until the file is mended and read at the next start"));
        return found;
    }

    private Origin place(String section, String type) {
        List<Line> lines = lines(section, type);
        if (!lines.isEmpty()) {
            return lines.get(0).origin;
        }
        return problems.stream()
                .filter(problem -> problem.severity() == ConfigProblem.Severity.ERROR)
                .map(ConfigProblem::origin)
                .findFirst()
                .orElse(Origin.MEMORY);
    }

    /**
     * Whether a section maps a type.
     *
     * @param section the name of the Asterisk module's section
     * @param type the type
     * @return true if it has a mapping, be it usable or not
     */
    public boolean maps(String section, ObjectType<?> type) {
        return Optional.ofNullable(sections.get(section))
                .map(types -> types.containsKey(type.name()))
                .orElse(false);
    }

    /**
     * Whether any type is mapped to a kind of wizard, in whatever section.
     *
     * @param wizard its name
     * @return true if so
     */
    public boolean uses(String wizard) {
        return sections.values().stream()
                .flatMap(types -> types.values().stream())
                .flatMap(List::stream)
                .anyMatch(line -> line.mapping.wizard().equals(wizard));
    }

    private List<Line> lines(String section, String type) {
        return Optional.ofNullable(sections.get(section))
                .map(types -> types.get(type))
                .orElse(List.of());
    }

    /** Asterisk would create the type under the wrong module and fail later. */
    private List<ConfigProblem> misplaced(String section, String type) {
        List<ConfigProblem> found = new ArrayList<>();
        sections.forEach((name, types) -> {
            if (!name.equalsIgnoreCase(section)) {
                types.getOrDefault(type, List.of())
                        .forEach(line -> found.add(ConfigProblem.warning(
                                line.origin,
                                type + " is mapped in [" + section + "], not in [" + name
                                        + "]; the line is not used")));
            }
        });
        return found;
    }

    /**
     * Whether {@code update_or_create_on_update_miss} is set in {@code [general]}: updating what is not there creates it.
     *
     * @return false if it is not said
     */
    public boolean updateCreates() {
        return updateCreates;
    }

    /**
     * What is wrong with the file itself.
     *
     * @return in the order of reading; unmodifiable
     */
    public List<ConfigProblem> problems() {
        return List.copyOf(problems);
    }

    /**
     * What can change it.
     *
     * @return the file and what it includes, whether it exists or not; empty for {@link #none}
     */
    public Collection<Path> watched() {
        return watched;
    }

    /** Whether another reading of the file says the same, lines apart. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SorceryConf conf
                && conf.updateCreates == updateCreates
                && conf.damaged == damaged
                && conf.mappings().equals(mappings());
    }

    @Override
    public int hashCode() {
        return mappings().hashCode();
    }

    private Map<String, Map<String, List<Mapping>>> mappings() {
        Map<String, Map<String, List<Mapping>>> all = new HashMap<>();
        sections.forEach((section, types) ->
                types.forEach((type, lines) -> all.computeIfAbsent(section, first -> new HashMap<>())
                        .put(type, lines.stream().map(Line::mapping).toList())));
        return all;
    }
}
