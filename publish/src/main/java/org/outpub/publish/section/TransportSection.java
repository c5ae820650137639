package org.outpub.publish.section;

import java.nio.file.Path;
import java.time.Duration;

/** A section of {@code type=transport}: a local address to send from. Confined to one thread. */
public final class TransportSection extends Section {
    private TransportSection(String id, String protocol, String bind) {
        super("transport", id);
        set("protocol", protocol);
        set("bind", bind);
    }

    /**
     * Starts a section of {@code protocol=udp}.
     *
     * @param id its name, for {@link PublishSection#transport}
     * @param bind the address to send from, and perhaps the port: {@code 0.0.0.0}, {@code [::1]:5070}; port 5060 unless it is
     *     there, 0 for a free one
     * @return the section
     */
    public static TransportSection udp(String id, String bind) {
        return new TransportSection(id, "udp", bind);
    }

    /**
     * Starts a section of {@code protocol=tcp}.
     *
     * @param id its name
     * @param bind as for {@link #udp}
     * @return the section
     */
    public static TransportSection tcp(String id, String bind) {
        return new TransportSection(id, "tcp", bind);
    }

    /**
     * Starts a section of {@code protocol=tls}.
     *
     * @param id its name
     * @param bind as for {@link #udp}, but with port 5061 unless one is there
     * @return the section
     */
    public static TransportSection tls(String id, String bind) {
        return new TransportSection(id, "tls", bind);
    }

    /**
     * Option {@code tos}.
     *
     * @param service type of service of what is sent: a number, or a name such as {@code cs3}
     * @return this
     */
    public TransportSection tos(String service) {
        set("tos", service);
        return this;
    }

    /**
     * Option {@code external_signaling_address}.
     *
     * @param host what the Via header says to servers outside of {@link #localNet}
     * @return this
     */
    public TransportSection externalSignalingAddress(String host) {
        set("external_signaling_address", host);
        return this;
    }

    /**
     * Option {@code external_signaling_hostname}, the same as {@link #externalSignalingAddress}; only one of them may be set.
     *
     * @param host as there
     * @return this
     */
    public TransportSection externalSignalingHostname(String host) {
        set("external_signaling_hostname", host);
        return this;
    }

    /**
     * Option {@code external_signaling_port}.
     *
     * @param port what the Via header says there; 0 for the transport's own
     * @return this
     */
    public TransportSection externalSignalingPort(int port) {
        set("external_signaling_port", port);
        return this;
    }

    /**
     * Option {@code local_net}.
     *
     * @param networks inside of which the external ones do not apply, such as {@code 10.0.0.0/8}; {@code !} before one takes
     *     it out again
     * @return this
     */
    public TransportSection localNet(String... networks) {
        list("local_net", networks);
        return this;
    }

    /**
     * Option {@code tcp_keepalive_enable}.
     *
     * @param on whether silent TCP peers are probed; they are not unless it is set
     * @return this
     */
    public TransportSection tcpKeepaliveEnable(boolean on) {
        set("tcp_keepalive_enable", on);
        return this;
    }

    /**
     * Option {@code tcp_keepalive_idle_time}.
     *
     * @param silence before the first probe, in whole seconds; 30 unless it is set
     * @return this
     */
    public TransportSection tcpKeepaliveIdleTime(Duration silence) {
        set("tcp_keepalive_idle_time", silence);
        return this;
    }

    /**
     * Option {@code tcp_keepalive_interval_time}.
     *
     * @param between two probes, in whole seconds; 10 unless it is set
     * @return this
     */
    public TransportSection tcpKeepaliveIntervalTime(Duration between) {
        set("tcp_keepalive_interval_time", between);
        return this;
    }

    /**
     * Option {@code tcp_keepalive_probe_count}.
     *
     * @param probes without an answer that end a connection, 1 to 127; 5 unless it is set
     * @return this
     */
    public TransportSection tcpKeepaliveProbeCount(int probes) {
        set("tcp_keepalive_probe_count", probes);
        return this;
    }

    /**
     * Option {@code cert_file}.
     *
     * @param pem the own certificate, its chain after it
     * @return this
     */
    public TransportSection certFile(Path pem) {
        set("cert_file", pem.toString());
        return this;
    }

    /**
     * Option {@code priv_key_file}.
     *
     * @param pem the key of the own certificate; where that is unless it is set
     * @return this
     */
    public TransportSection privKeyFile(Path pem) {
        set("priv_key_file", pem.toString());
        return this;
    }

    /**
     * Option {@code password}.
     *
     * @param secret opens an encrypted key
     * @return this
     */
    public TransportSection password(String secret) {
        set("password", secret);
        return this;
    }

    /**
     * Option {@code ca_list_file}.
     *
     * @param pem certificates of those who may sign a server's; the platform's unless it is set
     * @return this
     */
    public TransportSection caListFile(Path pem) {
        set("ca_list_file", pem.toString());
        return this;
    }

    /**
     * Option {@code ca_list_path}.
     *
     * @param folder of such files
     * @return this
     */
    public TransportSection caListPath(Path folder) {
        set("ca_list_path", folder.toString());
        return this;
    }

    /**
     * Option {@code verify_server}.
     *
     * @param on whether a server's certificate must be signed, current and for the domain of the URI (RFC 5922); it need
     *     not unless this is set, as in Asterisk
     * @return this
     */
    public TransportSection verifyServer(boolean on) {
        set("verify_server", on);
        return this;
    }

    /**
     * Option {@code verify_client}.
     *
     * @param on whether the certificates are checked of those who connect, if they show one
     * @return this
     */
    public TransportSection verifyClient(boolean on) {
        set("verify_client", on);
        return this;
    }

    /**
     * Option {@code require_client_cert}.
     *
     * @param on whether those are refused who show none
     * @return this
     */
    public TransportSection requireClientCert(boolean on) {
        set("require_client_cert", on);
        return this;
    }

    /**
     * Option {@code allow_wildcard_certs}.
     *
     * @param on whether {@code *.example.org} stands for one label
     * @return this
     */
    public TransportSection allowWildcardCerts(boolean on) {
        set("allow_wildcard_certs", on);
        return this;
    }

    /**
     * Option {@code method}.
     *
     * @param version {@code tlsv1_2} or {@code tlsv1_3}; both unless it is set
     * @return this
     */
    public TransportSection method(String version) {
        set("method", version);
        return this;
    }

    /**
     * Option {@code cipher}.
     *
     * @param suites to offer, by the names of OpenSSL or the registry, or by number; the platform's unless it is set
     * @return this
     */
    public TransportSection cipher(String... suites) {
        list("cipher", suites);
        return this;
    }
}
