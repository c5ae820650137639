/** The object store and its wizards. */
module org.outpub.sorcery {
    requires transitive org.outpub.api;
    requires com.fasterxml.jackson.databind;
    requires com.google.common;
    requires java.sql;
    requires static org.jspecify;
    requires static org.postgresql.jdbc;

    exports org.outpub.sorcery;
    exports org.outpub.sorcery.json;
    exports org.outpub.sorcery.file;
    exports org.outpub.sorcery.mapping;
    // the same language in other files of Asterisk's
    exports org.outpub.sorcery.ini to
            org.outpub.publish;
    exports org.outpub.sorcery.ini.text to
            org.outpub.publish;
    exports org.outpub.sorcery.realtime;

    uses org.outpub.api.sorcery.wizard.WizardFactory;

    provides org.outpub.api.sorcery.wizard.WizardFactory with
            org.outpub.sorcery.asterisk.AstdbWizardFactory,
            org.outpub.sorcery.cache.MemoryCacheWizardFactory,
            org.outpub.sorcery.ini.ConfigWizardFactory,
            org.outpub.sorcery.journal.JournalWizardFactory,
            org.outpub.sorcery.json.JsonWizardFactory,
            org.outpub.sorcery.memory.MemoryWizardFactory,
            org.outpub.sorcery.realtime.RealtimeWizardFactory;
}
