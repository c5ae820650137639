package org.outpub.publish.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code outpub convert} and {@code outpub schema}, as an operator uses them. */
class ConvertCommandTest {
    @TempDir
    Path folder;

    private String out = "";
    private String err = "";

    private int outpub(String... arguments) {
        StringWriter told = new StringWriter();
        StringWriter warned = new StringWriter();
        int exit = Main.commandLine()
                .setOut(new PrintWriter(told))
                .setErr(new PrintWriter(warned))
                .execute(arguments);
        out = told.toString();
        err = warned.toString().replace(folder + "/", "");
        return exit;
    }

    private int convert(String from, String to) {
        return outpub("convert", "--from", path(from), "--to", path(to));
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    @Test
    void templatesIncludesAndContinuedSectionsBecomePlainObjects() throws Exception {
        write("pjsip.conf", """
                [basic](!)
                type=outbound-publish
                expiration=600
                [desk](basic)
                server_uri=sip:desk@example.org\\;transport=udp
                event=presence
                #include more.conf
                [desk](+)
                outbound_auth=one, two
                multi_user=No
                """);
        write("more.conf", """
                [one]
                type=auth
                username=u
                password=p
                supported_algorithms_uac=MD5,SHA-256
                supported_algorithms_uac=SHA-512-256
                """);
        assertEquals(0, convert("pjsip.conf", "pjsip.json"), err);
        assertEquals("", err);
        assertEquals("""
                {
                  "outbound-publish": {
                    "desk": {
                      "expiration": 600,
                      "server_uri": "sip:desk@example.org;transport=udp",
                      "event": "presence",
                      "outbound_auth": [ "one", "two" ],
                      "multi_user": false
                    }
                  },
                  "auth": {
                    "one": {
                      "username": "u",
                      "password": "p",
                      "supported_algorithms_uac": [ "MD5,SHA-256", "SHA-512-256" ]
                    }
                  }
                }
                """, read("pjsip.json"));
    }

    @Test
    void sectionsOfOtherTypesAreKeptAsTheyAre() throws Exception {
        write("pjsip.conf", """
                [200]
                type=endpoint
                allow=alaw
                context=in
                allow=ulaw
                Odd=Yes
                [global]
                max_forwards=70
                """);
        assertEquals(0, convert("pjsip.conf", "pjsip.json"), err);
        assertEquals("""
                {
                  "endpoint": {
                    "200": {
                      "allow": [ "alaw", "ulaw" ],
                      "context": "in",
                      "Odd": "Yes"
                    }
                  },
                  "global": {
                    "global": {
                      "max_forwards": "70"
                    }
                  }
                }
                """, read("pjsip.json"));
        assertEquals(0, convert("pjsip.json", "again.conf"), err);
        assertEquals("""
                [200]
                type=endpoint
                allow=alaw
                allow=ulaw
                context=in
                Odd=Yes

                [global]
                type=global
                max_forwards=70
                """, read("again.conf"));
    }

    @Test
    void lostCommentsAreToldOnce() throws Exception {
        write("pjsip.conf", "; mine\n[a]\ntype=auth ; here\nusername=u\npassword=p\n");
        assertEquals(0, convert("pjsip.conf", "pjsip.json"));
        assertEquals("pjsip.conf: JSON has no comments; those of INI files are not kept\n", err);
    }

    @Test
    void whatHadNoEffectIsLeftOutAndTold() throws Exception {
        write("pjsip.conf", """
                [a]
                type=auth
                username=u
                username=v
                password=p
                [a]
                type=auth
                [nobody]
                x=1
                """);
        assertEquals(1, convert("pjsip.conf", "pjsip.json"));
        assertEquals(
                List.of(
                        "pjsip.conf:4: auth 'a': 'username' stands 2 times; the last one counts, and the others are left"
                                + " out",
                        "pjsip.conf:6: auth 'a' stands here again; the first is at pjsip.conf:1, and this one is left out",
                        "pjsip.conf:8: section 'nobody' has no type=; nobody uses it, and it is left out"),
                err.lines().toList());
        assertTrue(read("pjsip.json").contains("\"username\": \"v\""));
    }

    @Test
    void semicolonsAreEscapedAndArrowsStayValues() throws Exception {
        write("pjsip.json", """
                {"odd": {"a;b": {"x": "one;two;--three", "y": ">z", "w": "", "v": "\\\\;"}}}
                """);
        assertEquals(0, convert("pjsip.json", "pjsip.conf"), err);
        assertEquals("[a\\;b]\ntype=odd\nx=one\\;two\\;--three\ny= >z\nw=\nv=\\\\;\n", read("pjsip.conf"));
        assertEquals(0, convert("pjsip.conf", "again.json"), err);
        assertTrue(read("again.json").contains("\"x\": \"one;two;--three\""), read("again.json"));
        assertTrue(read("again.json").contains("\"v\": \"\\\\;\""), read("again.json"));
    }

    @Test
    void whatIniCannotSayIsRefusedWithItsPlaceAndNothingIsWritten() throws Exception {
        write("pjsip.json", """
                {"auth": {
                  "a]": {"username": "u"},
                  "b": {"username": " u"},
                  "c": {"username": "u", "#x": "1"},
                  "d": {"username": "a\\nb"},
                  "e": {"username": null},
                  "f": {"@long": "LONG"}
                }}
                """.replace("LONG", "x".repeat(9000)));
        assertEquals(2, convert("pjsip.json", "pjsip.conf"));
        assertEquals(
                List.of(
                        "pjsip.json:2:3: auth 'a]' cannot be a section of an INI file: its name holds ']'",
                        "pjsip.json:3:9: auth 'b': 'username' cannot be written in an INI file: its value begins or ends"
                                + " with a blank",
                        "pjsip.json:4:26: auth 'c': '#x' cannot be written in an INI file: its name begins with [, # or"
                                + " \\, ends with +, or holds = or ;",
                        "pjsip.json:5:21: auth 'd': username: a control character at position 2; expected text of one"
                                + " line",
                        "pjsip.json:6:21: auth 'e': username: null is no value; expected text, a number, true, false or a"
                                + " list, or leave the option out",
                        "pjsip.json:7:9: auth 'f': '@long' cannot be written in an INI file: the line would be longer"
                                + " than 8190 bytes",
                        "nothing was written"),
                err.lines().toList());
        assertFalse(Files.exists(folder.resolve("pjsip.conf")));
    }

    @Test
    void anEmptyListOfAnotherTypeIsLeftOutAndTold() throws Exception {
        write("pjsip.json", "{\"endpoint\": {\"a\": {\"allow\": [], \"context\": \"in\"}}}");
        assertEquals(1, convert("pjsip.json", "pjsip.conf"));
        assertEquals("pjsip.json:1:21: 'allow': INI has no empty list; it is left out\n", err);
        assertEquals("[a]\ntype=endpoint\ncontext=in\n", read("pjsip.conf"));
    }

    @Test
    void damagedSourcesAreToldAndNothingIsWritten() throws Exception {
        write("pjsip.conf", "[a\n");
        assertEquals(2, convert("pjsip.conf", "pjsip.json"));
        assertTrue(err.startsWith("pjsip.conf:1: section header without ']'"), err);
        write("broken.json", "{");
        assertEquals(2, convert("broken.json", "other.conf"));
        assertTrue(err.startsWith("broken.json:1:2: the text ends here"), err);
        assertEquals(2, convert("none.json", "other.conf"));
        assertTrue(err.startsWith("none.json: cannot be read: there is no such file"), err);
        assertEquals(List.of("broken.json", "pjsip.conf"), names());
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (var files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString()).sorted().forEach(names::add);
        }
        return names;
    }

    @Test
    void anExistingFileIsReplacedOnlyByForce() throws Exception {
        write("pjsip.json", "{}");
        write("pjsip.conf", "precious");
        assertEquals(2, convert("pjsip.json", "pjsip.conf"));
        assertTrue(err.startsWith("outpub convert: pjsip.conf: exists; expected a new file, or --force"), err);
        assertEquals("precious", read("pjsip.conf"));
        assertEquals(0, outpub("convert", "--force", "--from", path("pjsip.json"), "--to", path("pjsip.conf")), err);
        assertEquals("", read("pjsip.conf"));
        assertEquals(List.of("pjsip.conf", "pjsip.json"), names());
    }

    @Test
    void theNewFileIsAsPrivateAsTheOldOne() throws Exception {
        write("pjsip.conf", "[a]\ntype=auth\n");
        for (String mode : List.of("rw-------", "rw-r-----")) {
            Files.setPosixFilePermissions(folder.resolve("pjsip.conf"), PosixFilePermissions.fromString(mode));
            assertEquals(0, outpub("convert", "--force", "--from", path("pjsip.conf"), "--to", path("pjsip.json")));
            assertEquals(
                    mode, PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("pjsip.json"))));
        }
    }

    @Test
    void withoutAFileTheResultGoesToStandardOutput() throws Exception {
        write("pjsip.json", "{\"auth\": {\"a\": {\"username\": 7}}}");
        assertEquals(0, outpub("convert", "--from", path("pjsip.json")));
        assertEquals("[a]\ntype=auth\nusername=7\n", out);
        assertEquals("", err);
    }

    @Test
    void relativePathsStillLeadToTheirFiles() throws Exception {
        write("sites/north.conf", "[n]\ntype=outbound-publish\n@content_file=state/n.xml\n@content_dir=/var/n\n");
        write("pjsip.conf", "#include sites/north.conf\n");
        Files.createDirectory(folder.resolve("new"));
        assertEquals(0, convert("pjsip.conf", "new/pjsip.json"), err);
        String json = read("new/pjsip.json");
        assertTrue(json.contains("\"@content_file\": \"../sites/state/n.xml\""), json);
        assertTrue(json.contains("\"@content_dir\": \"/var/n\""), json);
    }

    @Test
    void bothInOneFormatIsWrongUsage() {
        assertEquals(2, convert("a.conf", "b.conf"));
        assertTrue(
                err.startsWith("outpub convert: --from and --to are both INI; expected one of them to end in .json"),
                err);
    }

    @Test
    void aFolderThatIsNotThereIsTold() throws Exception {
        write("pjsip.json", "{}");
        assertEquals(2, convert("pjsip.json", "none/pjsip.conf"));
        assertTrue(err.startsWith("outpub convert: none/pjsip.conf: cannot be written: there is no such folder"), err);
    }

    @Test
    void theSchemaIsPrinted() {
        assertEquals(0, outpub("schema"));
        assertTrue(out.startsWith("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\""), out);
        assertEquals(CommandLine.ExitCode.OK, outpub("schema", "--help"));
    }
}
