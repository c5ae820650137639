/** What embedders and plug-in authors compile against. */
module org.outpub.api {
    requires static transitive org.jspecify;

    exports org.outpub.api.config;
    exports org.outpub.api.module;
    exports org.outpub.api.publication;
    exports org.outpub.api.sorcery;
    exports org.outpub.api.sorcery.type;
    exports org.outpub.api.sorcery.wizard;
    exports org.outpub.api.state;
    exports org.outpub.api.time;
}
