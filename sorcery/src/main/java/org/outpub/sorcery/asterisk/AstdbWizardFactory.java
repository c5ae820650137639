package org.outpub.sorcery.asterisk;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;

/**
 * Makes {@code astdb} wizards, which keep objects in Asterisk's database. Arguments: {@code PREFIX[,file=PATH]}; the file
 * is {@code astdb.sqlite3} beside the configuration if none is given. Wizards of one factory share what they open of one
 * file. Needs the library {@code org.xerial:sqlite-jdbc}.
 */
public final class AstdbWizardFactory implements WizardFactory {
    /** Guarded by itself; an entry goes when its last wizard is closed. */
    private final Map<Path, Shared> databases = new HashMap<>();

    private final Properties tuning;

    /** For {@link java.util.ServiceLoader}. */
    public AstdbWizardFactory() {
        this(new Properties());
    }

    /** With settings for the library: a test's, which does not want to wait or to fill a disk. */
    AstdbWizardFactory(Properties tuning) {
        this.tuning = tuning;
    }

    private static final class Shared {
        private final AstdbFile file;
        private int wizards;

        Shared(AstdbFile file) {
            this.file = file;
        }
    }

    @Override
    public String name() {
        return "astdb";
    }

    @Override
    public <T extends SorceryObject> Wizard open(ObjectType<T> type, String arguments, WizardContext context) {
        AstdbArguments parsed = AstdbArguments.parse(arguments, context.folder());
        SqliteConnections.requireLibrary();
        AstdbFile file = share(parsed.file());
        return new AstdbWizard<>(type, parsed.prefix(), file, () -> release(parsed.file()));
    }

    private AstdbFile share(Path path) {
        synchronized (databases) {
            Shared shared = databases.computeIfAbsent(
                    path, same -> new Shared(new AstdbFile(new SqliteConnections(same, tuning))));
            shared.wizards++;
            return shared.file;
        }
    }

    private void release(Path path) {
        synchronized (databases) {
            Shared shared = databases.get(path);
            if (shared != null && --shared.wizards == 0) {
                databases.remove(path);
                shared.file.close();
            }
        }
    }
}
