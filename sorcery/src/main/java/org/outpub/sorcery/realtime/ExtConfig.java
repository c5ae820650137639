package org.outpub.sorcery.realtime;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.type.NearestName;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.sorcery.file.Disk;
import org.outpub.sorcery.file.Look.Kind;
import org.outpub.sorcery.ini.IniFile;
import org.outpub.sorcery.ini.text.IniSection;

/**
 * Which tables Asterisk's {@code extconfig.conf} names: lines {@code FAMILY => DRIVER,DATABASE[,TABLE[,PRIORITY]]} in {@code
 * [settings]}. Immutable.
 */
final class ExtConfig {
    private static final String FILE = "extconfig.conf";
    private static final List<String> DRIVERS = List.of("pgsql", "odbc");

    private final Path file;
    private final boolean there;
    private final List<ConfigProblem> problems;
    /** What stands behind the family, by family. */
    private final Map<String, ObjectSet.Entry> families = new HashMap<>();

    private ExtConfig(Path file, boolean there, List<IniSection> sections, List<ConfigProblem> problems) {
        this.file = file;
        this.there = there;
        this.problems = problems;
        for (IniSection section : sections) {
            ObjectSet values = section.values();
            if (!section.template() && values.id().equalsIgnoreCase("settings")) {
                // with Asterisk, too, the first of equal names that works is used
                values.entries().forEach(entry -> families.putIfAbsent(entry.name(), entry));
            }
        }
    }

    /** Reads the file of a folder, which need not be there. */
    static ExtConfig read(Path folder) {
        Path file = folder.resolve(FILE);
        if (Disk.real().look(file).kind() == Kind.ABSENT) {
            return new ExtConfig(file, false, List.of(), List.of());
        }
        IniFile ini = IniFile.read(file);
        return new ExtConfig(
                file, true, ini.document().sections(), ini.document().problems());
    }

    /**
     * The table of a family. Without the file it is the family's own name, for those who do not have Asterisk beside them.
     *
     * @throws IllegalArgumentException if the file does not name one that can be read here
     */
    String table(String family) {
        if (!there) {
            return family;
        }
        ObjectSet.Entry entry = families.get(family);
        if (entry == null) {
            throw new IllegalArgumentException("realtime: " + unknown(family));
        }
        String[] parts = entry.value().split(",", -1);
        String driver = parts[0].strip();
        if (!DRIVERS.contains(driver.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("realtime: " + entry.origin() + ": the driver '" + driver
                    + "' cannot be used here; expected pgsql or odbc");
        }
        String table = parts.length > 2 ? parts[2].strip() : "";
        return table.isEmpty() ? family : table;
    }

    private String unknown(String family) {
        Optional<ConfigProblem> damage = problems.stream()
                .filter(problem -> problem.severity() == ConfigProblem.Severity.ERROR)
                .findFirst();
        if (damage.isPresent()) {
            return String.valueOf(damage.get());
        }
        String hint = NearestName.hint(family, families.keySet());
        return file + " has no family '" + family + "' in [settings]; "
                + Objects.requireNonNullElse(
                        hint.isEmpty() ? null : hint, "expected a line " + family + " => pgsql,general," + family);
    }
}
