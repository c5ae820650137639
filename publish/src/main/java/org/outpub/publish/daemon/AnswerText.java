package org.outpub.publish.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.outpub.api.config.Excerpt;

/** Writes what a daemon answers in JSON for people. What servers said in it is made harmless for a terminal. Pure. */
final class AnswerText {
    private static final List<String> HEADING =
            List.of("PUBLICATION", "EVENT", "STATE", "SINCE", "SERVER", "NEXT REQUEST", "LAST ANSWER");

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
                    since(one, "since", now),
                    text(one, "server"),
                    one.has("nextSeconds") ? "in " + time(one.get("nextSeconds").asLong()) : "",
                    text(one, "last")));
            states.merge(text(one, "phase"), 1, Integer::sum);
        }
        List<String> counts = new ArrayList<>();
        states.forEach((state, count) -> counts.add(count + " " + state));
        return aligned(rows) + (counts.isEmpty() ? "no publications" : String.join(", ", counts)) + "\n";
    }

    /** All that is known of each publication, a line for each thing. */
    static String details(JsonNode publications, Instant now) {
        List<String> blocks = new ArrayList<>();
        for (JsonNode one : publications) {
            List<List<String>> lines = new ArrayList<>();
            line(lines, "publication", name(one));
            line(lines, "event", text(one, "event"));
            line(lines, "state", text(one, "phase") + " for " + since(one, "since", now));
            line(lines, "server", text(one, "server"));
            line(lines, "entity-tag", text(one, "entityTag"));
            line(lines, "confirmed", one.has("confirmed") ? since(one, "confirmed", now) + " ago" : "");
            line(
                    lines,
                    "next request",
                    one.has("nextSeconds") ? "in " + time(one.get("nextSeconds").asLong()) : "");
            line(lines, "last answer", text(one, "last"));
            blocks.add(aligned(lines));
        }
        return blocks.isEmpty() ? "nothing is published for it yet\n" : String.join("\n", blocks);
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
        report.path("problems")
                .forEach(problem -> lines.add(
                        text(problem, "place") + ": " + text(problem, "severity") + ": " + text(problem, "message")));
        return String.join("\n", lines) + "\n";
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
        Duration time = Duration.ofSeconds(seconds);
        if (time.toMinutes() < 2) {
            return seconds + " s";
        }
        if (time.toHours() < 2) {
            return time.toMinutes() + " min";
        }
        return time.toDays() < 2 ? time.toHours() + " h" : time.toDays() + " days";
    }

    /** A table whose columns stand below each other. */
    static String aligned(List<List<String>> rows) {
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
