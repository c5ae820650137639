package org.outpub.it.load;

import java.util.HashMap;
import java.util.Map;

/** How the agent reaches the server. */
enum Wiring {
    UDP,
    /** UDP, and the server asks for the password. */
    DIGEST,
    TCP,
    TLS;

    Map<String, String> transport() {
        return Map.of("protocol", protocol(), "bind", "127.0.0.1:0");
    }

    private String protocol() {
        return this == TCP ? "tcp" : this == TLS ? "tls" : "udp";
    }

    int port(Acceptor.Ports ports) {
        return this == TCP ? ports.tcp() : this == TLS ? ports.tls() : ports.udp();
    }

    /** The options of a publication that every user has one of. */
    Map<String, String> publication(Acceptor.Ports ports) {
        String desk = "sip:desk@127.0.0.1:" + port(ports) + ";transport=" + protocol();
        Map<String, String> options = new HashMap<>(Map.of(
                "server_uri", desk, "from_uri", "sip:desk@pbx.example.com", "event", "presence", "multi_user", "yes"));
        if (this == DIGEST) {
            options.put("outbound_auth", "credentials");
        }
        return options;
    }
}
