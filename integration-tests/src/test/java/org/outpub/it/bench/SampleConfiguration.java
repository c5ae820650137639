package org.outpub.it.bench;

import java.nio.charset.StandardCharsets;

/** Many publications, as a provisioning system writes them: a third of them by a template where the format has one. */
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
    private static final String JSON_HEAD = """
            {
              "transport": {"transport-udp": {"protocol": "udp", "bind": "127.0.0.1"}},
              "auth": {"auth-presence": {"username": "outpub", "password": "secret"}},
              "outbound-publish": {
            """;

    private SampleConfiguration() {}

    /**
     * Which publications differ from the plain text.
     *
     * @param every every which of them; 0 for none
     * @param edit what makes them differ, of the same length for the same number of digits
     */
    record Edits(int every, int edit) {
        int expiration(int number) {
            return every > 0 && number % every == every / 2 ? 3600 + edit : 3600;
        }
    }

    /** A {@code pjsip.conf}. */
    static byte[] ini(int sections, Edits edits) {
        return bytes(new StringBuilder(HEAD).append(sections(0, sections, edits)));
    }

    /** The head of a {@code pjsip.conf} that includes files of the same folder. */
    static byte[] including(int files) {
        StringBuilder text = new StringBuilder(HEAD);
        for (int i = 0; i < files; i++) {
            text.append("#include part-").append(i).append(".conf\n");
        }
        return bytes(text);
    }

    /** One of those files. */
    static byte[] part(int from, int to, Edits edits) {
        return bytes(sections(from, to, edits));
    }

    private static byte[] bytes(StringBuilder text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static StringBuilder sections(int from, int to, Edits edits) {
        StringBuilder text = new StringBuilder((to - from) * 200);
        for (int i = from; i < to; i++) {
            section(text, i, edits.expiration(i));
        }
        return text;
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

    /** A {@code pjsip.json}. */
    static byte[] json(int objects, Edits edits) {
        StringBuilder text = new StringBuilder(JSON_HEAD);
        for (int i = 0; i < objects; i++) {
            String id = String.format("%06d", i);
            text.append(i == 0 ? "" : ",\n").append("    \"pub-").append(id).append("\": {");
            text.append("\n      \"server_uri\": \"sip:user-").append(id).append("@presence.example.com:5060\",");
            text.append("\n      \"from_uri\": \"sip:user-").append(id).append("@pbx.example.com\",");
            text.append("\n      \"event\": \"presence\",\n      \"expiration\": ")
                    .append(edits.expiration(i));
            text.append(",\n      \"outbound_auth\": \"auth-presence\",\n      \"@context\": \"default\"\n    }");
        }
        return bytes(text.append("\n  }\n}\n"));
    }
}
