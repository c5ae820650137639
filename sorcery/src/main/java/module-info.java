/** The object store and its wizards. */
module org.outpub.sorcery {
    requires transitive org.outpub.api;
    requires com.fasterxml.jackson.databind;
    requires com.google.common;
    requires java.sql;
    requires static org.jspecify;

    exports org.outpub.sorcery;
    exports org.outpub.sorcery.json;
    exports org.outpub.sorcery.watch;

    uses org.outpub.api.sorcery.WizardFactory;

    provides org.outpub.api.sorcery.WizardFactory with
            org.outpub.sorcery.astdb.AstdbWizardFactory,
            org.outpub.sorcery.cache.MemoryCacheWizardFactory,
            org.outpub.sorcery.ini.ConfigWizardFactory,
            org.outpub.sorcery.json.JsonWizardFactory,
            org.outpub.sorcery.memory.MemoryWizardFactory;
}
