package org.outpub.it.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder with a {@code pjsip.conf} of many publications, and a content file for each. */
final class SampleFiles {
    private static final String HEAD = """
            [socket]
            type=transport
            protocol=udp
            bind=127.0.0.1:0

            [desks](!)
            type=outbound-publish
            event=presence
            @content_type=%s
            """.formatted(SampleState.CONTENT_TYPE);
    private static final String SECTION = """

            [desk-%1$d](desks)
            server_uri=sip:desk-%1$d@127.0.0.1:%2$d
            from_uri=sip:desk-%1$d@pbx.example.com
            @content_file=states/%1$d.xml
            """;

    private SampleFiles() {}

    static Path write(Path folder, int publications, Acceptor.Ports server) throws IOException {
        Path states = Files.createDirectories(folder.resolve("states"));
        StringBuilder text = new StringBuilder(HEAD);
        for (int i = 0; i < publications; i++) {
            text.append(SECTION.formatted(i, server.udp()));
            Files.writeString(states.resolve(i + ".xml"), SampleState.TEXTS.get(0));
        }
        Files.writeString(folder.resolve("pjsip.conf"), text);
        return folder;
    }
}
