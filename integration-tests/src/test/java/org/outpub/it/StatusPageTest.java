package org.outpub.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.publish.testkit.ScriptedCompositor;

/** The status page of a running daemon, in a browser. */
class StatusPageTest {
    /** The browser writes to it until it is gone, and a little longer. */
    @TempDir(cleanup = CleanupMode.NEVER)
    static Path profile;

    private static HeadlessBrowser browser;

    @TempDir
    Path folder;

    private ConfigFolder config;
    private ScriptedCompositor esc;
    private Path log;
    private Process daemon;
    private URI page;

    @BeforeAll
    static void openBrowser() throws Exception {
        Optional<Path> chromium = HeadlessBrowser.installed();
        Assumptions.assumeTrue(chromium.isPresent(), "chromium is not installed: the status page is not looked at");
        browser = new HeadlessBrowser(chromium.get(), profile);
    }

    @AfterAll
    static void closeBrowser() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        esc = new ScriptedCompositor();
        esc.script(request -> request.requestUri().contains("refused")
                ? ScriptedCompositor.Reply.of(403, "Not You")
                : esc.grant(request));
        config = new ConfigFolder(Files.createDirectory(folder.resolve("conf")));
        config.content("state.txt", "open");
        for (String name : List.of("alice", "bob", "carol")) {
            config.publication(name, esc.uri(name));
        }
        config.publication("refused", esc.uri("refused")).write();
        log = folder.resolve("log");
        daemon = OutpubProcess.run(log, "run", "--config", config.path().toString(), "--http", "127.0.0.1:0");
        page = OutpubProcess.page(log);
        for (int i = 0; i < 4; i++) {
            esc.next("initial");
        }
        browser.size(1280, 900);
        browser.open(page);
        shows("three are published", "document.querySelectorAll('td.published').length === 3");
    }

    @AfterEach
    void end() throws Exception {
        esc.close();
        if (daemon != null) {
            daemon.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        }
    }

    private static void shows(String what, String expression) {
        await(what)
                .atMost(Duration.ofSeconds(30))
                .until(() -> browser.evaluate(expression).asBoolean());
    }

    private static List<String> names() throws Exception {
        return browser.texts("[...document.querySelectorAll('#rows tr')].map(row => row.cells[0].textContent)");
    }

    @Test
    void eachPublicationIsThereWithItsStateServerEntityTagAndReason() throws Exception {
        assertEquals(List.of("alice", "bob", "carol", "refused"), names());
        String alice = browser.text("document.querySelector('#rows tr').innerText");
        assertTrue(alice.contains("published"), alice);
        assertTrue(alice.contains("udp:127.0.0.1:" + esc.port()), alice);
        assertTrue(alice.contains("tag-"), alice);
        assertTrue(alice.matches("(?s).*\\d+ s ago.*"), alice);
        assertTrue(alice.matches("(?s).*in \\d+ min.*"), alice);
        assertTrue(alice.contains("200 OK"), alice);
        String refused = browser.text("[...document.querySelectorAll('#rows tr')].at(-1).innerText");
        assertTrue(refused.contains("retrying") && refused.contains("403 Not You"), refused);
        assertEquals(
                List.of("3 published", "1 retrying"),
                browser.texts("[...document.querySelectorAll('#counts li')].map(item => item.innerText)"));
        browser.picture("status-page");
    }

    @Test
    void whatIsRunningIsTold() throws Exception {
        String about = browser.text("document.getElementById('about').textContent");
        assertTrue(
                about.matches(
                        "\\S+, up \\d+ s, with " + Pattern.quote(config.path().toString())),
                about);
    }

    @Test
    void aRowOpensAndTellsWhyAndWhatHappenedAndRetries() throws Exception {
        browser.evaluate("[...document.querySelectorAll('#rows .name')].at(-1).click()");
        shows("the details", "document.querySelector('.details .push') !== null");
        String details = browser.text("document.querySelector('.details').innerText");
        assertTrue(details.contains("One request has failed since"), details);
        assertTrue(details.contains("The section is at "), details);
        assertTrue(details.contains("open"), details);
        assertTrue(details.contains("refused 403"), details);
        browser.picture("status-page-details");
        browser.evaluate("document.querySelector('.details .push').focus()");
        browser.press("Enter", 13);
        assertTrue(esc.next("initial").requestUri().contains("refused"), "sent at once");
        shows("both tries and the push", "document.querySelectorAll('.details table tr').length === 4");
        assertEquals("Retry now", browser.text("document.activeElement.textContent"), "the focus stays");
        browser.evaluate("document.getElementById('pushAll').click()");
        assertTrue(esc.next("initial").requestUri().contains("refused"), "sent at once");
        shows("it is told", "document.getElementById('pushed').textContent === '1 is sent now'");
        browser.evaluate("[...document.querySelectorAll('#rows .name')].at(-1).click()");
        shows("it is closed", "document.querySelector('.details') === null");
    }

    @Test
    void requestsAndFailuresAreDrawn() throws Exception {
        shows("bars of both kinds", "document.querySelectorAll('#plot .confirmed, #plot .failed').length >= 2");
        String legend = browser.text("document.getElementById('plotLegend').textContent");
        assertTrue(legend.startsWith("3 confirmed, 1 failed"), legend);
        assertEquals(legend, browser.text("document.getElementById('plotText').textContent"));
    }

    @Test
    void aSearchLooksInEveryColumn() throws Exception {
        browser.evaluate("document.getElementById('search').focus()");
        browser.type("not you");
        assertEquals(List.of("refused"), names());
        assertEquals("1 of 4", browser.text("document.getElementById('more').textContent"));
        browser.evaluate("[...document.querySelectorAll('#counts button')][0].click()");
        assertEquals(List.of("alice", "bob", "carol"), names());
        browser.evaluate("document.getElementById('search').select()");
        browser.type("bob");
        assertEquals(List.of("bob"), names());
    }

    @Test
    void columnsAreSortedByClickAndByKeyboard() throws Exception {
        browser.evaluate("document.querySelector('#head button').click()");
        assertEquals(List.of("refused", "carol", "bob", "alice"), names());
        browser.evaluate("document.getElementById('search').focus()");
        browser.press("Tab", 9);
        assertEquals("Publication", browser.text("document.activeElement.textContent"));
        browser.press("Enter", 13);
        assertEquals(List.of("alice", "bob", "carol", "refused"), names());
        assertEquals("ascending", browser.text("document.activeElement.parentElement.getAttribute('aria-sort')"));
        browser.press("Tab", 9);
        browser.press("Tab", 9);
        browser.press("Enter", 13);
        browser.press("Enter", 13);
        assertEquals("refused", names().get(0), "by state, descending");
    }

    @Test
    void onATelephoneNothingIsWiderThanTheScreen() throws Exception {
        browser.size(390, 844);
        shows("it fits", "document.documentElement.scrollWidth <= 390 && innerWidth === 390");
        assertTrue(browser.evaluate("[...document.querySelectorAll('#rows td')].every(cell => cell.textContent === ''"
                        + " || cell.getBoundingClientRect().right <= 390)")
                .asBoolean());
        browser.picture("status-page-phone");
    }

    @Test
    void nothingIsAskedOfAnybodyElse() throws Exception {
        shows("it was renewed", "performance.getEntriesByType('resource').length >= 2");
        assertEquals(
                List.of(page + "status"),
                browser.texts("[...new Set(performance.getEntriesByType('resource').map(entry => entry.name))]"
                        + ".filter(name => !name.endsWith('favicon.ico'))"));
    }

    @Test
    void aReloadIsToldWithItsProblems() throws Exception {
        config.publication("bob", esc.uri("bob"), "expiratoin=60").write();
        shows(
                "the problem",
                "document.getElementById('problems').innerText.includes(\"unknown option 'expiratoin'; did you mean\")");
        String problem = browser.text("document.getElementById('problems').innerText");
        assertTrue(problem.contains("pjsip.conf:"), problem);
        assertEquals(List.of("alice", "bob", "carol", "refused"), names(), "it stays as it was");
    }

    @Test
    void aDaemonThatIsGoneIsTold() throws Exception {
        assertEquals("true", browser.text("document.getElementById('lost').hidden"));
        daemon.destroyForcibly().waitFor();
        shows("it is told", "!document.getElementById('lost').hidden");
    }
}
