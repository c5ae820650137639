package org.outpub.sorcery.realtime;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;
import org.outpub.sorcery.realtime.RealtimeArguments.Fetch;

/**
 * Makes {@code realtime} wizards, which keep objects in the tables that Asterisk's realtime has. Arguments: {@code
 * FAMILY[,allow_unqualified_fetch=yes|no|warn|error]}; the {@code extconfig.conf} beside the configuration names the table of
 * the family.
 */
public final class RealtimeWizardFactory implements WizardFactory {
    private final @Nullable RealtimeDatabase database;

    /** For {@link java.util.ServiceLoader}: without a database, it tells how to give one. */
    public RealtimeWizardFactory() {
        this.database = null;
    }

    /**
     * For a database.
     *
     * @param database closed by its owner, after the store
     */
    public RealtimeWizardFactory(RealtimeDatabase database) {
        this.database = Objects.requireNonNull(database, "database");
    }

    @Override
    public String name() {
        return "realtime";
    }

    @Override
    public <T extends SorceryObject> Wizard open(ObjectType<T> type, String arguments, WizardContext context) {
        RealtimeArguments parsed = RealtimeArguments.parse(arguments);
        if (database == null) {
            throw new IllegalArgumentException("realtime: no database is given; name one with --database or in a"
                    + " res_config_pgsql.conf, or hand a DataSource to Outpub.builder().database(…)");
        }
        String name = ExtConfig.read(context.folder()).table(parsed.family());
        RealtimeTable<T> table = new RealtimeTable<>(
                type, name, context.folder().resolve(name.replace('/', '_')).toString());
        return switch (parsed.fetch()) {
            case YES -> new RealtimeSource<>(database, table, List.of(), context.changes());
            case WARN -> new RealtimeSource<>(database, table, List.of(warning(table, parsed)), context.changes());
            case NO, ERROR -> new RealtimeStore<>(database, table, false, context.changes());
        };
    }

    private static ConfigProblem warning(RealtimeTable<?> table, RealtimeArguments arguments) {
        return ConfigProblem.warning(
                table.row(0),
                "all of " + arguments.family() + " is read, which allow_unqualified_fetch="
                        + Fetch.WARN.name().toLowerCase(java.util.Locale.ROOT) + " asks to tell");
    }
}
