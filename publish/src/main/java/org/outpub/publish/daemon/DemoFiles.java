package org.outpub.publish.daemon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The sample configuration of the demo. */
final class DemoFiles {
    private DemoFiles() {}

    static void write(Path folder, InetSocketAddress server) throws IOException {
        String address = server.getAddress().getHostAddress() + ":" + server.getPort();
        Path lamps = Files.createDirectory(folder.resolve("lamps"));
        for (String user : List.of("2001", "2002")) {
            Files.writeString(lamps.resolve(user + ".xml"), dialogInfo(user));
        }
        Files.writeString(folder.resolve("alice.xml"), presence());
        Files.writeString(folder.resolve("pjsip.conf"), configuration(address));
    }

    private static String configuration(String server) {
        return String.join(
                "\n",
                "; A sample in Asterisk's own language. Change it while the demo runs.",
                "",
                "[published](!)",
                "type=outbound-publish",
                "expiration=600",
                "",
                "[alice](published)",
                "server_uri=sip:alice@" + server,
                "event=presence",
                "@content_type=application/pidf+xml",
                "@content_file=alice.xml",
                "",
                "[lamps](published)",
                "server_uri=sip:lamps@" + server,
                "event=dialog",
                "multi_user=yes",
                "@content_type=application/dialog-info+xml",
                "@content_dir=lamps",
                "");
    }

    private static String presence() {
        return String.join(
                "\n",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
                "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" entity=\"sip:alice@example.org\">",
                " <tuple id=\"desk\">",
                "  <status><basic>open</basic></status>",
                " </tuple>",
                "</presence>",
                "");
    }

    private static String dialogInfo(String user) {
        return String.join(
                "\n",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
                "<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"0\" state=\"full\" entity=\"sip:"
                        + user + "@example.org\">",
                " <dialog id=\"" + user + "\">",
                "  <state>terminated</state>",
                " </dialog>",
                "</dialog-info>",
                "");
    }
}
