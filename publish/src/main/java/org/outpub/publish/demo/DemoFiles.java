package org.outpub.publish.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sample configuration of the demo. */
public final class DemoFiles {
    private DemoFiles() {}

    /**
     * The files of a configuration that publishes two events to a server.
     *
     * @param server its HOST:PORT
     * @return texts by the names of files, relative to the folder of the configuration
     */
    public static Map<String, String> of(String server) {
        Map<String, String> files = new LinkedHashMap<>();
        for (String user : List.of("2001", "2002")) {
            files.put("lamps/" + user + ".xml", dialogInfo(user));
        }
        files.put("alice.xml", presence());
        files.put("pjsip.conf", configuration(server));
        return files;
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
