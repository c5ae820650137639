package org.outpub.publish.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.outpub.api.publication.Operation;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.RequestReport;
import org.outpub.api.publication.RequestReport.Result;
import org.outpub.api.publication.Workload;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.state.InboundStatus;
import org.outpub.publish.sources.asterisk.AsteriskStatus;

/** The text of the metrics, read back by the format's own rules. */
class PrometheusTest {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"(?:,|$)");

    private static final Peers PEERS = new Peers(
            List.of(new AsteriskStatus("pbx", "127.0.0.1:5038", true, "", Instant.EPOCH, "22.10.1", "", "")),
            List.of(new InboundStatus("site-b", 2, 30, 400, 5, 6, "192.0.2.9", Optional.empty(), "")));

    static String text() {
        Counters counters = new Counters(Clock.systemUTC());
        for (Operation operation : Operation.values()) {
            for (Result result : Result.values()) {
                counters.requestEnded(new RequestReport(
                        "a\"\\\n",
                        Optional.empty(),
                        "presence",
                        operation,
                        true,
                        result,
                        "",
                        Optional.of("udp:192.0.2.1:5060"),
                        Duration.ofNanos(1_234_567)));
            }
        }
        byte[] text = new Prometheus()
                .text(
                        new About("1.2\"3", Instant.EPOCH, ""),
                        new Workload(Map.of(Phase.PUBLISHED, 7L), 300, 5),
                        counters,
                        new ReloadReport(Map.of(), List.of()),
                        PEERS);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** A family's samples, by name and labels as they stand there. */
    private static final class Family {
        private final String type;
        private final Map<String, Double> samples = new LinkedHashMap<>();

        Family(String type) {
            this.type = type;
        }
    }

    /** Reads the format strictly: what belongs together stands together, nothing is there twice. */
    private static Map<String, Family> read(String text) {
        assertTrue(text.endsWith("\n"), "the last line ends");
        Map<String, Family> families = new LinkedHashMap<>();
        Map<String, String> help = new HashMap<>();
        String current = "";
        for (String line : text.split("\n")) {
            if (line.startsWith("# HELP ")) {
                String[] words = line.split(" ", 4);
                assertNull(help.put(words[2], words[3]), line);
                assertFalse(words[3].isBlank(), line);
            } else if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ");
                current = words[2];
                assertNotNull(help.get(current), "help stands before " + line);
                assertNull(families.put(current, new Family(words[3])), line);
            } else {
                sample(families.get(current), current, line);
            }
        }
        return families;
    }

    private static void sample(Family family, String name, String line) {
        Matcher sample = SAMPLE.matcher(line);
        assertTrue(sample.matches(), line);
        List<String> names = switch (family.type) {
            case "histogram" -> List.of(name + "_bucket", name + "_sum", name + "_count");
            case "summary" -> List.of(name, name + "_sum", name + "_count");
            default -> List.of(name);
        };
        assertTrue(names.contains(sample.group(1)), line);
        assertTrue(!family.type.equals("counter") || name.endsWith("_total"), line);
        Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
        int end = 0;
        while (label.lookingAt() && label.end() > label.start()) {
            end = label.end();
            label.region(end, label.regionEnd());
        }
        assertEquals(sample.group(2) == null ? 0 : sample.group(2).length(), end, line);
        String key = line.substring(0, line.lastIndexOf(' '));
        assertNull(family.samples.put(key, Double.valueOf(sample.group(3))), line);
    }

    @Test
    void theTextIsWellFormedAndEveryFamilyIsThere() {
        Map<String, Family> families = read(text());
        assertEquals(
                List.of(
                        "outpub_asterisk_up_to_date",
                        "outpub_build_info",
                        "outpub_changes_waiting",
                        "outpub_config_problems",
                        "outpub_dropped_total",
                        "outpub_http_refused_total",
                        "outpub_inbound_documents_total",
                        "outpub_inbound_publications",
                        "outpub_inbound_states",
                        "outpub_publications",
                        "outpub_reloads_total",
                        "outpub_request_seconds",
                        "outpub_requests_total",
                        "outpub_requests_waiting",
                        "outpub_retries_total"),
                families.keySet().stream()
                        .filter(name -> name.startsWith("outpub"))
                        .toList());
        assertTrue(
                families.keySet().containsAll(List.of("process_start_time_seconds", "jvm_memory_used_bytes")),
                "the process");
        assertEquals(Map.of("outpub_build_info{version=\"1.2\\\"3\"}", 1.0), families.get("outpub_build_info").samples);
        int kinds = Operation.values().length * Result.values().length;
        assertEquals(kinds, families.get("outpub_requests_total").samples.size());
    }

    @Test
    void theHistogramsBucketsRiseToItsCount() {
        Map<String, Double> samples = read(text()).get("outpub_request_seconds").samples;
        double before = 0;
        for (Map.Entry<String, Double> sample : samples.entrySet()) {
            if (sample.getKey().contains("_bucket{operation=\"modify\"")) {
                assertTrue(sample.getValue() >= before, sample.getKey());
                before = sample.getValue();
            }
        }
        assertEquals(before, samples.get("outpub_request_seconds_bucket{operation=\"modify\",le=\"+Inf\"}"));
        assertEquals(before, samples.get("outpub_request_seconds_count{operation=\"modify\"}"));
        assertEquals(before * 0.001234567, samples.get("outpub_request_seconds_sum{operation=\"modify\"}"), 1e-9);
    }

    @Test
    void promtoolFindsNothingToSay() throws Exception {
        Optional<Path> promtool = Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(promtool.isPresent(), "promtool is not installed (Debian's package prometheus)");
        Process check = new ProcessBuilder(promtool.get().toString(), "check", "metrics")
                .redirectErrorStream(true)
                .start();
        check.getOutputStream().write(text().getBytes(StandardCharsets.UTF_8));
        check.getOutputStream().close();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, check.waitFor(), said);
        assertEquals("", said);
    }
}
