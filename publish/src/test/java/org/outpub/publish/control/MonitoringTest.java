package org.outpub.publish.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules and the dashboard that come with the documentation fit what the daemon measures. */
class MonitoringTest {
    private static final Path ALERTS = Path.of("../docs/monitoring/outpub-alerts.yml");
    private static final Path DASHBOARD = Path.of("../docs/monitoring/outpub-dashboard.json");
    private static final Path ALERTS_TEST = Path.of("src/test/resources/monitoring/alerts-test.yml");
    private static final Pattern METRIC = Pattern.compile("\\b(?:outpub|process|jvm)_[a-z_]+");

    private static Set<String> metricsIn(String text) {
        Set<String> names = new TreeSet<>();
        Matcher metric = METRIC.matcher(text);
        while (metric.find()) {
            names.add(metric.group());
        }
        return names;
    }

    private static String expressionsOfTheDashboard() throws Exception {
        JsonNode dashboard = new ObjectMapper().readTree(Files.readString(DASHBOARD));
        List<String> expressions = dashboard.findValuesAsText("expr");
        assertTrue(expressions.size() > 10, "expressions");
        return String.join("\n", expressions)
                + dashboard.at("/templating/list/1/query").asText();
    }

    @Test
    void eachMetricThatAlertsAndDashboardNameIsThere() throws Exception {
        Set<String> known = new TreeSet<>();
        PrometheusTest.text()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> known.addAll(metricsIn(line)));
        Set<String> unknown = metricsIn(Files.readString(ALERTS));
        unknown.addAll(metricsIn(expressionsOfTheDashboard()));
        assertTrue(unknown.size() > 8, unknown::toString);
        unknown.removeAll(known);
        assertEquals(Set.of(), unknown);
    }

    @Test
    void eachMetricOfTheAgentIsOnTheDashboard() throws Exception {
        Set<String> families = new TreeSet<>();
        PrometheusTest.text()
                .lines()
                .filter(line -> line.startsWith("# TYPE outpub_"))
                .forEach(line -> families.add(line.split(" ")[2]));
        String dashboard = expressionsOfTheDashboard();
        families.removeIf(dashboard::contains);
        assertEquals(Set.of(), families);
    }

    @Test
    void panelsOfTheDashboardDoNotOverlap() throws Exception {
        JsonNode panels =
                new ObjectMapper().readTree(Files.readString(DASHBOARD)).path("panels");
        Set<String> taken = new TreeSet<>();
        for (JsonNode panel : panels) {
            JsonNode place = panel.path("gridPos");
            assertTrue(place.path("x").asInt() + place.path("w").asInt() <= 24, panel.path("title")::asText);
            for (int x = 0; x < place.path("w").asInt(); x++) {
                for (int y = 0; y < place.path("h").asInt(); y++) {
                    assertTrue(
                            taken.add((place.path("x").asInt() + x) + ","
                                    + (place.path("y").asInt() + y)),
                            panel.path("title")::asText);
                }
            }
        }
    }

    @Test
    void promtoolFindsTheAlertsWellFormed() throws Exception {
        promtool("check", "rules", ALERTS.toString());
    }

    @Test
    void theAlertsComeWhenTheyShould(@TempDir Path folder) throws Exception {
        Path test = folder.resolve("test.yml");
        Files.writeString(
                test,
                Files.readString(ALERTS_TEST)
                        .replace("RULES", ALERTS.toAbsolutePath().normalize().toString()));
        promtool("test", "rules", test.toString());
    }

    private static void promtool(String... arguments) throws Exception {
        Optional<Path> promtool = Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(promtool.isPresent(), "promtool is not installed (Debian's package prometheus)");
        List<String> command = new ArrayList<>(List.of(promtool.get().toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }
}
