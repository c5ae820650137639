package org.outpub.it.bench;

import java.nio.charset.StandardCharsets;

/** A {@code pjsip.conf} of many publications, as a provisioning system writes it: a third of them by a template. */
final class SampleConfiguration {
    private static final String HEAD = """
            ; written by provisioning
            [transport-udp]
            type=transport
            protocol=udp
            bind=127.0.0.1

            [auth-presence]
            type=auth
            username=outpub
            password=secret

            [presence-defaults](!)
            type=outbound-publish
            event=presence
            expiration=3600
            outbound_auth=auth-presence
            @context=default
            @body=application/pidf+xml

            """;

    private SampleConfiguration() {}

    /**
     * Writes the text.
     *
     * @param sections how many publications
     * @param edited every which of them differs from the plain text; 0 for none
     * @param edit what makes an edited one differ, of the same length for the same number of digits
     */
    static byte[] text(int sections, int edited, int edit) {
        StringBuilder text = new StringBuilder(sections * 200).append(HEAD);
        for (int i = 0; i < sections; i++) {
            boolean changed = edited > 0 && i % edited == edited / 2;
            section(text, i, changed ? 3600 + edit : 3600);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void section(StringBuilder text, int number, int expiration) {
        String id = String.format("%06d", number);
        if (number % 3 == 0) {
            text.append("[pub-")
                    .append(id)
                    .append("](presence-defaults) ; desk ")
                    .append(id);
            text.append("\nserver_uri=sip:user-").append(id).append("@presence.example.com:5060");
            text.append("\nfrom_uri=sip:user-").append(id).append("@pbx.example.com");
            text.append("\nexpiration = ").append(expiration).append("\n\n");
            return;
        }
        text.append("[pub-").append(id).append("]\ntype=outbound-publish");
        text.append("\nserver_uri=sip:user-").append(id).append("@presence.example.com:5060");
        text.append("\nfrom_uri=sip:user-").append(id).append("@pbx.example.com");
        text.append("\nevent=presence\nexpiration=").append(expiration);
        text.append("\noutbound_auth=auth-presence\n@context=default\n@body=application/pidf+xml\n\n");
    }
}
