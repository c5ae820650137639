package org.outpub.it;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.publish.testkit.ScriptedCompositor;

/** The status page of one of two nodes, in a browser. */
class ClusterPageTest {
    private static final int PUBLICATIONS = 20;
    private static final List<String> NAMES =
            IntStream.range(0, PUBLICATIONS).mapToObj(i -> "p" + i).toList();

    @TempDir(cleanup = CleanupMode.NEVER)
    Path profile;

    @TempDir
    Path folder;

    @Test
    void showsTheNodesAndWhoOwnsWhat() throws Exception {
        Optional<Path> chromium = HeadlessBrowser.installed();
        Assumptions.assumeTrue(chromium.isPresent(), "chromium is not installed: the status page is not looked at");
        try (ScriptedCompositor esc = new ScriptedCompositor();
                HeadlessBrowser browser = new HeadlessBrowser(chromium.get(), profile);
                ClusterNodes nodes = new ClusterNodes(folder)) {
            configure(esc);
            nodes.start("a", "b");
            nodes.awaitSpread("a", "b");
            browser.open(nodes.page("a"));
            String told = "document.getElementById('nodes').textContent";
            shows(browser, "two nodes", "/^a-\\S+ has \\d\\d %; b-\\S+ has \\d\\d %$/.test(" + told + ")");
            shows(browser, "its own", "document.querySelectorAll('td.published').length > 0");
            // Shares may still move where the machine is slow, so it is looked at what is another's now.
            await("whose it is").atMost(Duration.ofSeconds(60)).until(() -> {
                search(browser, "");
                List<String> own = browser.texts(
                        "[...document.querySelectorAll('#rows tr')].map(row => row.cells[0].textContent)");
                Optional<String> other = NAMES.stream()
                        .filter(name -> !own.isEmpty() && !own.contains(name))
                        .findFirst();
                return other.isPresent() && isAtTheOther(browser, other.get());
            });
            browser.picture("cluster-page");
            nodes.signal("b", "KILL");
            nodes.awaitSpread("a");
            shows(browser, "the other is gone", "/b-\\S+ is gone/.test(" + told + ")");
            shows(
                    browser,
                    "it is here now",
                    "[...document.querySelectorAll('#rows tr')].some(row => row.cells[0].textContent"
                            + " === document.getElementById('search').value && row.querySelector('td.published'))");
        }
    }

    private static void search(HeadlessBrowser browser, String name) throws Exception {
        browser.evaluate("{ const search = document.getElementById('search'); search.value = '" + name
                + "'; search.dispatchEvent(new Event('input')); }");
    }

    private static boolean isAtTheOther(HeadlessBrowser browser, String name) throws Exception {
        search(browser, name);
        String says = "/node 'b-\\S+' publishes '" + name + "'/.test(document.getElementById('more').textContent)";
        try {
            await("the owner")
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> browser.evaluate(says).asBoolean());
            return true;
        } catch (ConditionTimeoutException movedMeanwhile) {
            return false;
        }
    }

    private void configure(ScriptedCompositor esc) throws Exception {
        Files.writeString(folder.resolve("state.txt"), "open");
        StringBuilder sections = new StringBuilder();
        for (int i = 0; i < PUBLICATIONS; i++) {
            sections.append("[p" + i + "]\ntype=outbound-publish\nserver_uri=" + esc.uri("p" + i)
                    + "\nevent=presence\n@content_type=text/plain\n@content_file=state.txt\n");
        }
        Files.writeString(folder.resolve("pjsip.conf"), sections);
    }

    private static void shows(HeadlessBrowser browser, String what, String expression) {
        await(what)
                .atMost(Duration.ofSeconds(30))
                .until(() -> browser.evaluate(expression).asBoolean());
    }
}
