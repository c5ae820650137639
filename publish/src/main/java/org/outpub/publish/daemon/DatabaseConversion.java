package org.outpub.publish.daemon;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.publish.config.ObjectTypes;
import org.outpub.sorcery.SorceryStore;
import org.outpub.sorcery.json.Conversion;
import org.outpub.sorcery.mapping.SorceryConf;
import org.outpub.sorcery.realtime.DatabaseAddress;
import org.outpub.sorcery.realtime.RealtimeDatabase;
import org.outpub.sorcery.realtime.RealtimeTables;

/** Copies objects between files and Asterisk's tables. */
final class DatabaseConversion {
    /** The tables as Asterisk's own schema calls them, by type. */
    private static final Map<String, String> TABLES = Map.of(
            "system", "ps_systems",
            "global", "ps_globals",
            "transport", "ps_transports",
            "auth", "ps_auths",
            "outbound-publish", "ps_outbound_publishes");

    private final Conversion conversion;
    private final DatabaseAddress address;

    DatabaseConversion(Conversion conversion, DatabaseAddress address) {
        this.conversion = conversion;
        this.address = address;
    }

    static boolean isDatabase(String place) {
        return place.startsWith("postgresql:") || place.startsWith("postgres:") || place.startsWith("jdbc:");
    }

    /**
     * Reads all tables; of one that is not there, no objects.
     *
     * @param json whether JSON is wanted, or INI
     * @param folder where the result will be kept
     */
    Conversion.Result toText(boolean json, Path folder) {
        List<ConfigProblem> problems = new ArrayList<>();
        Map<String, List<ObjectSet>> objects = new LinkedHashMap<>();
        try (DatabasePool pool = DatabasePool.of(address);
                RealtimeDatabase database = RealtimeDatabase.once(pool.source(), pool.name())) {
            RealtimeTables tables = new RealtimeTables(database, folder);
            for (ObjectType<?> type : ObjectTypes.ALL) {
                String table = TABLES.get(type.name());
                if (table != null) {
                    objects.put(type.name(), read(tables, type, table, problems));
                }
            }
        }
        return conversion.toText(objects, json, folder, problems);
    }

    private static List<ObjectSet> read(
            RealtimeTables tables, ObjectType<?> type, String table, List<ConfigProblem> problems) {
        try {
            return tables.read(type, table);
        } catch (StorageException failed) {
            String why = String.valueOf(failed.getMessage());
            boolean absent = why.contains("no such table");
            problems.add(
                    absent
                            ? ConfigProblem.notice(Origin.of(table, 0), why)
                            : ConfigProblem.error(Origin.of(table, 0), why));
            return List.of();
        }
    }

    /**
     * Writes the objects of a file into the tables, if all of them are good.
     *
     * @param replace whether rows of the same ids are replaced
     * @return what is wrong; if there are errors, nothing was written, or, if the database failed, not all
     */
    List<ConfigProblem> toTables(Path file, boolean replace) {
        List<ConfigProblem> problems = new ArrayList<>();
        Path folder = Objects.requireNonNullElse(file.getParent(), Path.of(""));
        try (SorceryStore store = SorceryStore.builder().folder(folder).build();
                DatabasePool pool = DatabasePool.of(address);
                RealtimeDatabase database = RealtimeDatabase.once(pool.source(), pool.name())) {
            ObjectTypes.register(store, SorceryConf.none(), file.getFileName(), null);
            problems.addAll(store.reload().problems());
            if (problems.stream().noneMatch(problem -> problem.severity() == Severity.ERROR)) {
                RealtimeTables tables = new RealtimeTables(database, folder);
                ObjectTypes.ALL.forEach(type -> write(store, type, tables, replace, problems));
            }
        } catch (StorageException failed) {
            problems.add(ConfigProblem.error(Origin.of(address.toString(), 0), String.valueOf(failed.getMessage())));
        }
        return problems;
    }

    private static <T extends SorceryObject> void write(
            SorceryStore store,
            ObjectType<T> type,
            RealtimeTables tables,
            boolean replace,
            List<ConfigProblem> problems) {
        List<T> objects = List.copyOf(store.retrieveAll(type));
        String table = TABLES.get(type.name());
        if (table == null) {
            objects.forEach(object -> problems.add(ConfigProblem.warning(
                    Origin.of(type.name(), 0), "'" + object.id() + "': Asterisk has no table for it; it is left out")));
        } else if (!objects.isEmpty()) {
            Set<String> left = Set.copyOf(tables.write(type, table, objects, replace));
            left.forEach(id -> problems.add(ConfigProblem.warning(
                    Origin.of(table, 0),
                    "'" + id + "' is there already and was left; expected --force to replace it")));
        }
    }
}
