package org.outpub.publish.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.outpub.api.config.Excerpt;
import org.outpub.publish.control.TimeText;

/** Writes what a daemon answers in JSON for people. What servers said in it is made harmless for a terminal. Pure. */
final class AnswerText {
    private static final List<String> HEADING =
            List.of("PUBLICATION", "EVENT", "STATE", "SINCE", "SERVER", "NEXT REQUEST", "LAST ANSWER");

    private static final int MILLISECONDS_OF_A_SECOND = 1000;
    private static final List<String> HAPPENED =
            List.of("TIME", "AGO", "WHAT", "RESULT", "SERVER", "ENTITY-TAG", "TOOK", "THEN", "IN A ROW");

    /** A daemon does not tell its secrets. */
    static final String UNCOMPARED = "secrets are not compared; --from FILE-OR-DIR compares those of two files\n";

    private AnswerText() {}

    /** A table of publications, and how many are in each state. */
    static String table(JsonNode publications, Instant now) {
        List<List<String>> rows = new ArrayList<>(List.of(HEADING));
        Map<String, Integer> states = new TreeMap<>();
        for (JsonNode one : publications) {
            rows.add(List.of(
                    name(one),
                    text(one, "event"),
                    text(one, "phase"),
                    since(one, one.has("differs") ? "differs" : "since", now),
                    text(one, "server"),
                    one.has("nextSeconds") ? next(one) : "",
                    text(one, one.has("reason") ? "reason" : "last")));
            states.merge(text(one, "phase"), 1, Integer::sum);
        }
        List<String> counts = new ArrayList<>();
        states.forEach((state, count) -> counts.add(count + " " + state));
        return aligned(rows) + (counts.isEmpty() ? "no publications" : String.join(", ", counts)) + "\n";
    }

    /** All that is known of each publication, a line for each thing, and its document. */
    static String details(JsonNode publications, Instant now) {
        List<String> blocks = new ArrayList<>();
        for (JsonNode one : publications) {
            List<List<String>> lines = new ArrayList<>();
            line(lines, "publication", name(one));
            line(lines, "configured at", text(one, "place"));
            line(lines, "event", text(one, "event"));
            line(lines, "state", text(one, "phase") + " for " + since(one, "since", now));
            line(lines, "not as it should be", one.has("differs") ? "for " + since(one, "differs", now) : "");
            line(lines, "reason", text(one, "reason"));
            line(lines, "failed requests", one.path("failures").asInt() == 0 ? "" : text(one, "failures"));
            line(lines, "waits for", text(one, "waitsFor"));
            line(lines, "next request", one.has("nextSeconds") ? next(one) : "");
            line(lines, "server", text(one, "server"));
            line(lines, "entity-tag", text(one, "entityTag"));
            line(lines, "confirmed", one.has("confirmed") ? since(one, "confirmed", now) + " ago" : "");
            line(lines, "last answer", text(one, "last"));
            blocks.add(aligned(lines) + document(one.path("document")));
        }
        return String.join("\n", blocks);
    }

    /** What should be at the server; what it holds may be another one. */
    private static String document(JsonNode document) {
        if (document.isMissingNode()) {
            return "";
        }
        String known = document.path("confirmed").asBoolean() ? "the server has it" : "the server does not have it yet";
        String heading =
                "\n" + text(document, "contentType") + ", " + text(document, "bytes") + " bytes; " + known + ":\n";
        if (!document.has("text")) {
            return heading + "    (not text; --json prints it)\n";
        }
        return heading
                + document.path("text")
                        .asText()
                        .lines()
                        .map(line -> "    " + harmless(line) + "\n")
                        .collect(Collectors.joining());
    }

    /** What happened last to each publication, oldest first. */
    static String history(JsonNode publications, Instant now) {
        List<String> blocks = new ArrayList<>();
        for (JsonNode one : publications) {
            List<List<String>> rows = new ArrayList<>(List.of(HAPPENED));
            one.path("history").forEach(entry -> rows.add(happened(entry, now)));
            boolean several = publications.size() > 1;
            blocks.add((several ? name(one) + "\n" : "")
                    + (rows.size() == 1 ? "nothing has happened yet\n" : aligned(rows)));
        }
        return String.join("\n", blocks);
    }

    private static List<String> happened(JsonNode entry, Instant now) {
        int times = entry.path("times").asInt();
        String answer = (text(entry, "result").replace('_', ' ') + " " + text(entry, "status")).strip();
        return List.of(
                text(entry, "at").replaceFirst("\\.\\d+Z", "Z"),
                since(entry, "at", now) + " ago",
                text(entry, "what"),
                (answer + " " + text(entry, "answer")).strip(),
                text(entry, "server"),
                text(entry, "entityTag"),
                entry.has("milliseconds") ? took(entry.get("milliseconds").asDouble()) : "",
                text(entry, "phase"),
                times > 1 ? times + " times" : "");
    }

    private static String took(double milliseconds) {
        return milliseconds < MILLISECONDS_OF_A_SECOND
                ? milliseconds + " ms"
                : String.format(Locale.ROOT, "%.1f s", milliseconds / MILLISECONDS_OF_A_SECOND);
    }

    /** Why each publication is as it is, in sentences. */
    static String why(JsonNode publications) {
        List<String> blocks = new ArrayList<>();
        for (JsonNode one : publications) {
            StringBuilder block =
                    new StringBuilder(name(one) + " (" + text(one, "event") + ") is " + text(one, "phase") + ".\n");
            one.path("why")
                    .forEach(sentence ->
                            block.append(harmless(sentence.asText())).append('\n'));
            blocks.add(block.toString());
        }
        return String.join("\n", blocks);
    }

    private static String next(JsonNode one) {
        return "in " + time(one.get("nextSeconds").asLong());
    }

    private static void line(List<List<String>> lines, String what, String value) {
        if (!value.isEmpty()) {
            lines.add(List.of(what + ":", value));
        }
    }

    /** What a reload changed, and what it found. */
    static String reload(JsonNode report) {
        List<String> lines = new ArrayList<>();
        report.path("types").fields().forEachRemaining(type -> {
            for (String kind : List.of("created", "updated", "deleted", "kept", "refused")) {
                JsonNode ids = type.getValue().path(kind);
                if (!ids.isEmpty()) {
                    List<String> names = new ArrayList<>();
                    ids.forEach(id -> names.add(harmless(id.asText())));
                    lines.add(type.getKey() + ": " + ids.size() + " " + kind + ": " + String.join(", ", names));
                }
            }
        });
        if (lines.isEmpty()) {
            lines.add("nothing changed");
        }
        lines.addAll(problems(report));
        return String.join("\n", lines) + "\n";
    }

    /** What a configuration would do, and what is wrong with it. */
    static String plan(JsonNode plan) {
        StringBuilder text = new StringBuilder();
        problems(plan).forEach(problem -> text.append(problem).append('\n'));
        Map<String, Integer> counts = new LinkedHashMap<>();
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode action : plan.path("actions")) {
            List<String> options = new ArrayList<>();
            action.path("options").forEach(option -> options.add(harmless(option.asText())));
            rows.add(List.of(
                    text(action, "action"), text(action, "type"), text(action, "id"), String.join(", ", options)));
            counts.merge(text(action, "action"), 1, Integer::sum);
        }
        text.append(text.isEmpty() || rows.isEmpty() ? "" : "\n").append(aligned(rows));
        List<String> words = new ArrayList<>();
        counts.forEach((action, count) -> words.add(count + " " + action));
        return text.append(words.isEmpty() ? "nothing would change\n" : String.join(", ", words) + "\n")
                .toString();
    }

    /** Whether an answer with problems has errors among them. */
    static boolean tellsErrors(JsonNode answer) {
        return answer.path("problems").findValuesAsText("severity").contains("error");
    }

    private static List<String> problems(JsonNode answer) {
        List<String> lines = new ArrayList<>();
        answer.path("problems")
                .forEach(problem -> lines.add(
                        text(problem, "place") + ": " + text(problem, "severity") + ": " + text(problem, "message")));
        return lines;
    }

    static String error(JsonNode answer) {
        return text(answer, "error") + "\n";
    }

    private static String name(JsonNode one) {
        return one.has("user") ? text(one, "id") + "/" + text(one, "user") : text(one, "id");
    }

    private static String text(JsonNode node, String field) {
        return harmless(node.path(field).asText());
    }

    private static String harmless(String text) {
        return Excerpt.line(text);
    }

    private static String since(JsonNode one, String field, Instant now) {
        return time(Math.max(
                0, Duration.between(Instant.parse(text(one, field)), now).toSeconds()));
    }

    private static String time(long seconds) {
        return TimeText.of(Duration.ofSeconds(seconds));
    }

    /** A table whose columns stand below each other; each of its cells is made harmless. */
    static String aligned(List<List<String>> any) {
        List<List<String>> rows = any.stream()
                .map(row -> row.stream().map(AnswerText::harmless).toList())
                .toList();
        int[] widths = new int[rows.isEmpty() ? 0 : rows.get(0).size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
