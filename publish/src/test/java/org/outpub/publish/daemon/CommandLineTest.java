package org.outpub.publish.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the command line answers to mistakes, and to {@code check}. */
class CommandLineTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int outpub(String... arguments) {
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        return command.execute(arguments);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "chek --config x > outpub: there is no 'chek'; did you mean 'check'?",
                "frobnicate > outpub: there is no 'frobnicate'; outpub --help says more",
                "check --cnfig x > outpub check: there is no '--cnfig'; did you mean '--config'?",
                "check > outpub check: Missing required option: '--config=FILE-OR-DIR'; outpub check --help says more",
                "check --config /none/x > outpub check: /none/x: no such file; expected a pjsip.conf, a .json, or a folder",
                "check --config /dev/null > outpub check: /dev/null: cannot be read; expected a file that",
                "run --config /none/x > outpub run: /none/x: no such file; expected a pjsip.conf",
                "options trasport > outpub options: there is no type 'trasport'; did you mean 'transport'?",
                "run --config /dev --asterisk x:y > outpub run: Invalid value for option '--asterisk': 'x:y': it is not HOST",
                "options x > outpub options: there is no type 'x'; expected system, global, transport, auth, outbound-publish",
                "status > outpub status: expected --http HOST:PORT",
                "status --http x > outpub status: --http: 'x' is not HOST:PORT",
            })
    void aMistakeIsToldInOneLineAndExitsWithTwo(String line, String told) {
        assertEquals(2, outpub(line.split(" ")));
        assertEquals("", out.toString());
        assertEquals(1, err.toString().lines().count(), err::toString);
        assertTrue(err.toString().startsWith(told), err::toString);
    }

    @Test
    void aWordThatIsNoneOfTheExpectedIsToldWithTheNearest() {
        assertEquals(2, outpub("log-level", "--http", "127.0.0.1:1", "deubg"));
        assertTrue(err.toString().strip().endsWith("did you mean 'debug'?"), err::toString);
    }

    private void configuration(String... lines) throws IOException {
        Files.write(folder.resolve("pjsip.conf"), java.util.List.of(lines));
    }

    @Test
    void checkTellsOfAnOptionThatNobodyReadsHoweverItIsMisspelt() throws IOException {
        configuration(
                "[a]",
                "type=outbound-publish",
                "server_uri=sip:a@example.org",
                "event=asterisk-mwi",
                "@filter=x",
                "@mailbox_state_fliter=x",
                "@device_state_filter=x");
        assertEquals(0, outpub("check", "--config", folder.toString()));
        String told = out.toString();
        assertTrue(told.contains("pjsip.conf:5: warning: outbound-publish 'a': option '@filter' means nothing"), told);
        assertTrue(told.contains("did you mean '@mailbox_state_filter'?"), told);
        assertTrue(told.contains("pjsip.conf:7: warning: outbound-publish 'a': option '@device_state_filter'"), told);
    }

    @Test
    void aTypeOfContentThatIsNoneIsToldWhereItStands() throws IOException {
        configuration(
                "[a]",
                "type=outbound-publish",
                "server_uri=sip:a@example.org",
                "event=presence",
                "@content_file=a.txt",
                "@content_type=application");
        assertEquals(1, outpub("check", "--config", folder.toString()));
        String told = out.toString();
        assertTrue(
                told.contains("pjsip.conf:6: error: outbound-publish 'a': @content_type: 'application' is no type"),
                told);
    }

    @Test
    void checkSaysWhatKeepsAUserOfTheManagerInterfaceFromBeingTold() throws IOException {
        configuration("[a]", "type=outbound-publish", "server_uri=sip:a@example.org", "event=asterisk-mwi");
        Files.write(
                folder.resolve("manager.conf"),
                java.util.List.of("[general]", "enabled=no", "[outpub]", "read=cdr", "eventfilter=!Event: x"));
        assertEquals(1, outpub("check", "--config", folder.toString(), "--asterisk", "127.0.0.1"));
        String told = out.toString();
        for (String problem : new String[] {
            "manager.conf:2: warning: the manager interface is off",
            "manager.conf:3: error: user 'outpub': there is no secret",
            "manager.conf:4: error: user 'outpub': no state is told to it",
            "manager.conf:3: error: user 'outpub': it may not ask for the lists",
            "manager.conf:5: warning: user 'outpub': eventfilter hides",
            "pjsip.conf:1: warning: Asterisk reads outbound-publish sections in this file too"
        }) {
            assertTrue(told.contains(problem), told);
        }
    }

    @Test
    void checkTellsProgramsTheSameAsPeople() throws IOException {
        configuration(
                "[a]",
                "type=outbound-publish",
                "server_uri=sip:a@example.org",
                "event=presense",
                "outbound_auth=me",
                "@content_type=text/plain",
                "@content_file=none",
                "[me]",
                "type=auth",
                "username=u",
                "password=geheim");
        assertEquals(0, outpub("check", "--json", "--config", folder.toString()));
        JsonNode found = new ObjectMapper().readTree(out.toString());
        JsonNode publication = found.at("/publications/0");
        assertEquals("a", publication.path("id").asText());
        assertEquals("sip:a@example.org", publication.path("to").asText());
        assertEquals("me", publication.at("/credentials/0").asText());
        assertEquals(
                "file " + folder.resolve("none"), publication.path("source").asText());
        assertEquals(2, found.path("problems").size());
        assertEquals("warning", found.at("/problems/0/severity").asText());
        assertEquals(4, found.at("/problems/0/line").asInt());
        assertEquals(
                folder.resolve("pjsip.conf").toString(),
                found.at("/problems/0/file").asText());
        assertTrue(!out.toString().contains("geheim"), out::toString);
    }

    @Test
    void strictCountsWarningsAndNotNotices() throws IOException {
        configuration("[w]", "type=transport", "protocol=wss", "bind=::");
        assertEquals(0, outpub("check", "--strict", "--config", folder.toString()));
        configuration("[system]", "type=system", "timer_t1=100");
        assertEquals(0, outpub("check", "--config", folder.toString()));
        assertEquals(1, outpub("check", "--strict", "--config", folder.toString()));
        configuration("[w]", "type=transport", "bind=1.2.3");
        assertEquals(1, outpub("check", "--config", folder.toString()));
    }

    @Test
    void aNameInBindThatHasNoAddressIsWarnedOf() throws IOException {
        configuration("[w]", "type=transport", "bind=nowhere.invalid");
        assertEquals(1, outpub("check", "--strict", "--config", folder.toString()));
        String told = "pjsip.conf:3: warning: transport 'w': bind: no address is known here";
        assertTrue((out.toString() + err).contains(told), () -> out.toString() + err);
        configuration("[w]", "type=transport", "bind=localhost");
        assertEquals(0, outpub("check", "--strict", "--config", folder.toString()));
    }
}
