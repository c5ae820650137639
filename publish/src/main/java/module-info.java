/**
 * The agent that publishes (RFC 3903). What is {@code static} here is needed only by those who use it: the command line,
 * the control interface, meters in a host's registry.
 */
module org.outpub.publish {
    requires transitive org.outpub.api;
    requires org.outpub.sorcery;
    requires com.fasterxml.jackson.databind;
    requires com.google.common;
    requires transitive io.netty.transport;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires org.dnsjava;
    requires transitive jain.sip.ri;
    requires transitive java.sql;
    requires static com.zaxxer.hikari;
    requires static info.picocli;
    requires static io.netty.codec.http;
    requires static io.prometheus.metrics.config;
    requires static io.prometheus.metrics.instrumentation.jvm;
    requires static io.prometheus.metrics.model;
    requires static io.prometheus.writer.text;
    requires static java.logging;
    requires static java.net.http;
    requires jdk.net;
    requires static jdk.unsupported;
    requires static micrometer.core;
    requires static org.jspecify;

    exports org.outpub.publish;
    exports org.outpub.publish.cluster;
    exports org.outpub.publish.config;
    exports org.outpub.publish.section;
    exports org.outpub.publish.sources.asterisk;
    exports org.outpub.publish.wire.jain;

    opens org.outpub.publish.daemon to
            info.picocli;

    provides org.outpub.api.module.PluginModule with
            org.outpub.publish.OutboundPublishModule;
}
